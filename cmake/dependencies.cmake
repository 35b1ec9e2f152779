# CMake searches each dependency on the system first. If the system lacks a dependency, CMake downloads a pinned version
# of it. If FETCHCONTENT_SOURCE_DIR_<NAME> is set to a folder with sources, CMake uses this folder instead of both. If
# CMAKE_DISABLE_FIND_PACKAGE_<name> is ON, CMake skips the search.
include(FetchContent)

# FIND_PACKAGE_ARGS has no version: with one, the version file of xsimd would reject every other major version.
FetchContent_Declare(xsimd
  GIT_REPOSITORY https://github.com/xtensor-stack/xsimd
  GIT_TAG 14.3.0
  GIT_SHALLOW TRUE
  SYSTEM
  FIND_PACKAGE_ARGS QUIET
)
if(NOT TARGET xsimd)
  # If XACT_INSTALL is on, a downloaded xsimd is installed with xact, so that the installed package is complete.
  if(NOT XACT_INSTALL)
    set(XSIMD_SKIP_INSTALL ON)
  endif()
  FetchContent_MakeAvailable(xsimd)
  if(xsimd_FOUND AND xsimd_VERSION VERSION_LESS 8.1.0)
    message(FATAL_ERROR
      "xact needs xsimd 8.1.0 or newer, but ${xsimd_DIR} has ${xsimd_VERSION}. "
      "Set CMAKE_PREFIX_PATH to a newer one, or CMAKE_DISABLE_FIND_PACKAGE_xsimd=ON to download one."
    )
  endif()
endif()
get_target_property(xact_xsimd_include xsimd INTERFACE_INCLUDE_DIRECTORIES)

if(XACT_BUILD_TESTS AND ("full" IN_LIST XACT_TEST_PARTS OR "interop" IN_LIST XACT_TEST_PARTS))
  FetchContent_Declare(Catch2
    GIT_REPOSITORY https://github.com/catchorg/Catch2
    GIT_TAG v3.7.1
    GIT_SHALLOW TRUE
    SYSTEM
    FIND_PACKAGE_ARGS QUIET
  )
  FetchContent_MakeAvailable(Catch2)
endif()

if(XACT_BUILD_BENCHMARKS)
  FetchContent_Declare(benchmark
    GIT_REPOSITORY https://github.com/google/benchmark
    GIT_TAG v1.9.1
    GIT_SHALLOW TRUE
    SYSTEM
    FIND_PACKAGE_ARGS QUIET
  )
  set(BENCHMARK_ENABLE_TESTING OFF)
  set(BENCHMARK_ENABLE_INSTALL OFF)
  FetchContent_MakeAvailable(benchmark)
endif()

if(XACT_BUILD_EXAMPLES)
  # SOURCE_SUBDIR names a folder without a CMakeLists.txt, so that CMake downloads Eigen without building it. The
  # examples need only the headers of Eigen.
  FetchContent_Declare(Eigen3
    GIT_REPOSITORY https://gitlab.com/libeigen/eigen
    GIT_TAG 3.4.0
    GIT_SHALLOW TRUE
    SOURCE_SUBDIR cmake
    FIND_PACKAGE_ARGS QUIET
  )
  FetchContent_MakeAvailable(Eigen3)
  if(NOT TARGET Eigen3::Eigen)
    add_library(xact_eigen INTERFACE)
    add_library(Eigen3::Eigen ALIAS xact_eigen)
    target_include_directories(xact_eigen SYSTEM INTERFACE "${eigen3_SOURCE_DIR}")
  endif()
endif()
