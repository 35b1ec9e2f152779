#pragma once

// This code causes a warning, and the test makes warnings errors. The test passes only if the folder of this header is
// a system include folder.
constexpr int careless(double x) { return (int)x; }
