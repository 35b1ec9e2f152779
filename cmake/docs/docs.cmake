# The target `docs` and the test `docs` generate HTML pages from the comments in the headers, in docs/html of the build
# folder. A public name without a comment is an error. (Doxygen 1.9.4 does not report concepts, structs without members,
# nor enumerators outside of xact.h.)
find_package(Doxygen QUIET)
find_program(SED sed)
find_program(SH sh)
if(NOT DOXYGEN_FOUND OR NOT SED OR NOT SH)
  message(STATUS "xact: no documentation: doxygen, sed or sh is not installed (Debian: doxygen)")
  return()
endif()

set(DOXYGEN_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/docs")
set(DOXYGEN_GENERATE_LATEX NO)
set(DOXYGEN_HAVE_DOT NO)
set(DOXYGEN_QUIET YES)
set(DOXYGEN_GENERATE_TREEVIEW YES)
set(DOXYGEN_FILE_PATTERNS *.h *.hpp)
set(DOXYGEN_INPUT_FILTER "${SH} cmake/docs/filter.sh")
# `@addtogroup` needs a second line, but the filter keeps the number of lines.
set(DOXYGEN_ALIASES "opengroup{1}=@addtogroup \\1^^@{")

# Paths start at include/, also in the line `#include <...>` of a struct or function.
set(DOXYGEN_STRIP_FROM_PATH . include)
set(DOXYGEN_STRIP_FROM_INC_PATH include)
set(DOXYGEN_SHOW_GROUPED_MEMB_INC YES)

set(DOXYGEN_WARN_AS_ERROR FAIL_ON_WARNINGS)
set(DOXYGEN_JAVADOC_AUTOBRIEF YES)
# A comment with `@{` applies to each member up to `@}` that has no comment.
set(DOXYGEN_DISTRIBUTE_GROUP_DOC YES)

set(DOXYGEN_MACRO_EXPANSION YES)
set(DOXYGEN_EXPAND_ONLY_PREDEF YES)
set(DOXYGEN_PREDEFINED XACT_INLINE=inline XACT_INLINE_LAMBDA= XACT_FLAT=inline XACT_FLAT_LAMBDA= XACT_OUTLINE=
  XACT_NOINLINE= XACT_PRINTF\(x\)= __attribute__\(x\)= _OPENMP
  XACT_API= __cplusplus=202002L __cpp_exceptions
)

# These names are not public: they are internals of the library, or specializations for Eigen.
set(DOXYGEN_EXCLUDE_SYMBOLS *::detail *::detail::* xact::kernels xact::kernels::* xact::testing xact::testing::*
  xact::program xact::program::* xact::dispatch xact::dispatch::* Eigen Eigen::* XACT_ARCH XACT_ISA XACT_JOIN
  XACT_JOIN_EXPANDED XACT_DIGIT XACT_DIGIT_OF XACT_DIGITS XACT_IS_1 XACT_SECOND XACT_SECOND_OF XACT_EXPAND
  XACT_SETTINGS XACT_ONE_LANE_FMA XACT_PRINTF XACT_TARGET_NAME XACT_CHOOSE XACT_KERNELS_OF XACT_FAST_MATH
  XACT_KERNEL_SET XACT_H XACT_API XACT_CAST XACT_ADDRESS
)
set(DOXYGEN_HIDE_FRIEND_COMPOUNDS YES)

# These headers have only internal names, or the overloads for single instruction sets. simd/batch.hpp and
# simd/generic.hpp describe the operations.
set(DOXYGEN_EXCLUDE_PATTERNS */engine/*.hpp */dispatch/chosen.hpp */dispatch/operations.hpp */dispatch/sha*.hpp
  */dispatch/sl*.hpp */simd/name.hpp */simd/avx*.hpp */simd/neon64.hpp */simd/sse2.hpp */simd/x86.hpp)

# The pictures of the gallery, for the pages of the activations. Reports have other pictures of the same names, and
# Doxygen puts all pictures into one folder. Therefore only one report is a page, the one with the picture of README.md.
set(folder "${DOXYGEN_OUTPUT_DIRECTORY}/gallery")
set(report benchmarks/reports/intel-xeon-avx512fp16)
set(DOXYGEN_IMAGE_PATH ${report} "${folder}")
set(pictures "")
include("${PROJECT_SOURCE_DIR}/cmake/catalogue.cmake")
xact_read_catalogue(functors)
foreach(functor IN LISTS functors)
  string(REGEX REPLACE ".*::" "" name "${functor}")
  string(APPEND pictures "/** @struct xact::${functor}\n@image html gallery_${name}.svg\n*/\n")
  if(NOT functor STREQUAL name) # the class prelu of formula::prelu
    string(APPEND pictures "/** @class xact::${name}\n@image html gallery_${name}.svg\n*/\n")
  endif()
endforeach()
file(WRITE "${folder}/pictures.dox" "${pictures}")
list(TRANSFORM functors REPLACE ".*::" "" OUTPUT_VARIABLE names)
foreach(name IN LISTS names ITEMS sheet)
  set(picture "${PROJECT_SOURCE_DIR}/examples/gallery/${name}.svg")
  if(EXISTS "${picture}") # a new function has no picture before the target gallery has run
    configure_file("${picture}" "${folder}/gallery_${name}.svg" COPYONLY)
  endif()
endforeach()

set(DOXYGEN_USE_MDFILE_AS_MAINPAGE README.md)
doxygen_add_docs(docs README.md CHANGELOG.md CONTRIBUTING.md ${report}/report.md include cmake/docs/groups.dox
  "${folder}/pictures.dox"
  WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
)
add_test(NAME docs
  COMMAND Doxygen::doxygen "${CMAKE_CURRENT_BINARY_DIR}/Doxyfile.docs" WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
)
