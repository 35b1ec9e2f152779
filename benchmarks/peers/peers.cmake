# The peers: other implementations of the functions. Each peer that add_peer adds is one file, which is compiled if the
# library of the peer is found. Debian's packages of the libraries are libeigen3-dev, libxnnpack-dev,
# libpthreadpool-dev, libdnnl-dev, libsleef-dev, libhwy-dev and libtorch-dev. ggml has no package: XACT_GGML_DIR is the
# folder of its sources, or of those of llama.cpp. libmvec is part of the GNU C library 2.35 or newer for x86-64.

target_sources(xact_benchmarks PRIVATE peers/naive.cpp peers/xsimd.cpp)
set(found naive xsimd)

# naive_loops.cpp does not include xact, because -ffast-math is an error in xact. The linker does not get -ffast-math:
# otherwise the whole program would flush subnormal numbers to zero.
foreach(name naive naive_fast_math)
  add_library(xact_${name} OBJECT peers/naive_loops.cpp)
  target_compile_features(xact_${name} PRIVATE cxx_std_20)
  target_compile_definitions(xact_${name} PRIVATE NAIVE_LOOPS=${name})
  target_compile_options(xact_${name} PRIVATE -O3 ${xact_benchmark_flags})
  target_link_libraries(xact_benchmarks PRIVATE xact_${name})
endforeach()
target_compile_options(xact_naive_fast_math PRIVATE -ffast-math)

# add_peer(<name> <header> <library>...) adds the file of a peer if the header and all libraries are found.
function(add_peer name header)
  find_path(XACT_${name}_INCLUDE ${header} PATH_SUFFIXES eigen3)
  set(all_found ${XACT_${name}_INCLUDE})
  foreach(library IN LISTS ARGN)
    find_library(XACT_LIBRARY_${library} ${library})
    if(NOT XACT_LIBRARY_${library})
      set(all_found FALSE)
    endif()
    list(APPEND libraries "${XACT_LIBRARY_${library}}")
  endforeach()
  if(all_found)
    target_sources(xact_benchmarks PRIVATE peers/${name}.cpp)
    target_include_directories(xact_benchmarks SYSTEM PRIVATE "${XACT_${name}_INCLUDE}")
    target_link_libraries(xact_benchmarks PRIVATE ${libraries})
    list(APPEND found ${name})
    set(found ${found} PARENT_SCOPE)
  endif()
endfunction()

add_peer(eigen Eigen/Core)
add_peer(highway hwy/contrib/math/math-inl.h hwy)
add_peer(onednn dnnl.hpp dnnl)
add_peer(sleef sleef.h sleef)
add_peer(torch ATen/ops/prelu_backward.h torch_cpu c10)
add_peer(xnnpack xnnpack.h XNNPACK pthreadpool)

include(CheckLibraryExists)
check_library_exists(mvec _ZGVbN4v_tanhf "" XACT_LIBMVEC)
if(XACT_LIBMVEC)
  target_sources(xact_benchmarks PRIVATE peers/libmvec.cpp)
  target_link_libraries(xact_benchmarks PRIVATE mvec)
  list(APPEND found libmvec)
endif()

set(XACT_GGML_DIR "" CACHE PATH "The folder of the sources of ggml or llama.cpp, for the peer ggml; may be empty")
if(XACT_GGML_DIR)
  find_path(XACT_GGML_SOURCE src/ggml-cpu/vec.cpp PATHS "${XACT_GGML_DIR}" PATH_SUFFIXES ggml
    NO_DEFAULT_PATH NO_CACHE REQUIRED)
  # vec.cpp is compiled as part of the benchmarks, because the libraries of ggml do not export its functions.
  add_library(xact_ggml OBJECT "${XACT_GGML_SOURCE}/src/ggml-cpu/vec.cpp")
  target_compile_options(xact_ggml PRIVATE -O3 -w ${xact_benchmark_flags})
  foreach(target IN ITEMS xact_ggml xact_benchmarks)
    target_include_directories(${target} SYSTEM PRIVATE "${XACT_GGML_SOURCE}/include" "${XACT_GGML_SOURCE}/src"
      "${XACT_GGML_SOURCE}/src/ggml-cpu")
  endforeach()
  target_sources(xact_benchmarks PRIVATE peers/ggml.cpp)
  target_link_libraries(xact_benchmarks PRIVATE xact_ggml)
  list(APPEND found ggml)
endif()

list(JOIN found ", " found)
message(STATUS "xact: benchmarks beside ${found}")
