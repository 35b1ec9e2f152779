# The target `docs` and the test `docs` generate HTML pages from the comments in the headers, in docs/html of the build
# folder. A public name without a comment is an error. (Doxygen 1.9.4 misses concepts and structs without members.)
find_package(Doxygen QUIET)
find_program(SED sed)
if(NOT DOXYGEN_FOUND OR NOT SED)
  message(STATUS "xact: no documentation: doxygen is not installed (Debian: doxygen)")
  return()
endif()

set(DOXYGEN_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/docs")
set(DOXYGEN_GENERATE_LATEX NO)
set(DOXYGEN_HAVE_DOT NO)
set(DOXYGEN_QUIET YES)
set(DOXYGEN_STRIP_FROM_PATH . include)
set(DOXYGEN_FILE_PATTERNS *.hpp *.md)
set(DOXYGEN_INPUT_FILTER "${SED} -E -f cmake/docs.sed")

set(DOXYGEN_WARN_AS_ERROR FAIL_ON_WARNINGS)
set(DOXYGEN_JAVADOC_AUTOBRIEF YES)
# A comment with `@{` applies to each uncommented member between `@{` and `@}`.
set(DOXYGEN_DISTRIBUTE_GROUP_DOC YES)

set(DOXYGEN_MACRO_EXPANSION YES)
set(DOXYGEN_EXPAND_ONLY_PREDEF YES)
set(DOXYGEN_PREDEFINED XACT_INLINE=inline XACT_INLINE_LAMBDA= XACT_FLAT=inline XACT_FLAT_LAMBDA= XACT_OUTLINE= XACT_NOINLINE= XACT_PRINTF\(x\)= __attribute__\(x\)= _OPENMP)

# These names are not public: they are internals of the library, or specializations for Eigen.
set(DOXYGEN_EXCLUDE_SYMBOLS *::detail *::detail::* xact::kernels xact::kernels::* xact::testing xact::testing::*
  xact::program xact::program::* xact::dispatch xact::dispatch::* Eigen Eigen::* XACT_ARCH XACT_ISA XACT_JOIN
  XACT_JOIN_EXPANDED XACT_DIGIT XACT_DIGIT_OF XACT_DIGITS XACT_IS_1 XACT_SECOND XACT_SECOND_OF XACT_EXPAND
  XACT_SETTINGS XACT_ONE_LANE_FMA XACT_PRINTF XACT_TARGET_NAME XACT_CHOOSE XACT_KERNELS_OF XACT_FAST_MATH
)

# Each of these headers has overloads for one or a few instruction sets. simd/batch.hpp and simd/generic.hpp describe
# the operations.
set(DOXYGEN_EXCLUDE_PATTERNS */simd/avx*.hpp */simd/neon64.hpp */simd/sse2.hpp */simd/x86.hpp)

set(DOXYGEN_USE_MDFILE_AS_MAINPAGE README.md)
set(DOXYGEN_IMAGE_PATH benchmarks/report)
doxygen_add_docs(docs include README.md CHANGELOG.md CONTRIBUTING.md benchmarks/report/report.md
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
)
add_test(NAME docs
  COMMAND Doxygen::doxygen "${CMAKE_CURRENT_BINARY_DIR}/Doxyfile.docs" WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
)
