#pragma once

/// One include for the arrays of a call: views, markers of outputs, and misuse.

#include <xact/arrays/markers.hpp>
#include <xact/arrays/misuse.hpp>
#include <xact/arrays/views.hpp>
