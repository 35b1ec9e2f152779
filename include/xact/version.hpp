#pragma once

/// The one place that names the version; CMake reads it from here.

/// @{ One of its three numbers.
#define XACT_VERSION_MAJOR 0
#define XACT_VERSION_MINOR 2
#define XACT_VERSION_PATCH 0
/// @}
