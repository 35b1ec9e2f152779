#pragma once

// This code causes a warning, and the test makes warnings errors. It compiles only if the include path is a system
// path.
constexpr int careless(double x) { return (int)x; }
