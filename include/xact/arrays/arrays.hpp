#pragma once

/// The arrays of a call: views of them, markers of outputs, and misuse.

#include <xact/arrays/markers.hpp>
#include <xact/arrays/misuse.hpp>
#include <xact/arrays/views.hpp>
