#pragma once

/// Includes the headers for the arrays of a call: views, markers of outputs, and reports of misuse.

#include <xact/arrays/markers.hpp>
#include <xact/arrays/mdspan.hpp>
#include <xact/arrays/misuse.hpp>
#include <xact/arrays/views.hpp>
