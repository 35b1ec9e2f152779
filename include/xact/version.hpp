#pragma once

/// The version of the library. CMake reads the version from this file.

/// @{ A component of the version.
#define XACT_VERSION_MAJOR 0
#define XACT_VERSION_MINOR 2
#define XACT_VERSION_PATCH 0
/// @}
