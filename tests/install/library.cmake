# Tests the kernel library: the static library of this build, and a shared library that a project builds after a
# download of xact.

# Tests the components of the package.
set(headers_alone "${CMAKE_CURRENT_BINARY_DIR}/vcpkg/package")
# xact_components(<name> <prefix> <message> <argument>...): with the package in <prefix>, find_package(xact
# <argument>...) must cause an output that matches <message>.
function(xact_components name prefix message)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/components/${name}")
  list(JOIN ARGN " " arguments)
  file(CONFIGURE OUTPUT "${folder}/CMakeLists.txt" @ONLY CONTENT "\
cmake_minimum_required(VERSION 3.25)
project(components LANGUAGES NONE)
find_package(xact @arguments@)
message(STATUS \"kernels: \${xact_kernels_FOUND}\")
")
  add_test(NAME install.components.${name}
    COMMAND ${CMAKE_COMMAND} --fresh -S "${folder}" -B "${folder}/build" -G "${CMAKE_GENERATOR}"
      "-DCMAKE_PREFIX_PATH=${prefix}" ${options}
  )
  set_tests_properties(install.components.${name} PROPERTIES
    FIXTURES_REQUIRED "installed;vcpkg_package" PASS_REGULAR_EXPRESSION "${message}"
  )
endfunction()
set(options "-Dxsimd_DIR=${xsimd_DIR}") # a project without languages does not find Debian's package of xsimd
xact_components(absent "${headers_alone}" "This xact has headers alone. +Install it with +XACT_BUILD_KERNELS=ON"
  REQUIRED COMPONENTS kernels
)
xact_components(optional "${headers_alone}" "kernels: FALSE" REQUIRED COMPONENTS headers OPTIONAL_COMPONENTS kernels)
xact_components(unknown "${prefix}" "xact has no component fast" REQUIRED COMPONENTS fast)
set(options -DCMAKE_DISABLE_FIND_PACKAGE_xsimd=ON)
xact_components(no_xsimd "${prefix}" "xact finds no xsimd" REQUIRED COMPONENTS dispatch)
xact_components(no_xsimd_needed "${prefix}" "kernels: TRUE" REQUIRED COMPONENTS kernels)

# Tests a C project without a C++ compiler and without xsimd.
set(languages C)
set(sources main.c)
set(c_options "-DCMAKE_C_FLAGS=-Wall -Wextra -Wpedantic -Werror" -DCMAKE_DISABLE_FIND_PACKAGE_xsimd=ON)
if(MSVC)
  set(c_options -DCMAKE_DISABLE_FIND_PACKAGE_xsimd=ON)
endif()
set(c_app "\
find_package(xact REQUIRED)
add_executable(app main.c)
set_target_properties(app PROPERTIES C_STANDARD 99 C_EXTENSIONS OFF)
target_link_libraries(app PRIVATE xact::kernels)
")
xact_newcomer(c "${c_app}" "-DCMAKE_PREFIX_PATH=${prefix}" ${c_options})
set_tests_properties(install.c PROPERTIES FIXTURES_REQUIRED installed)

# Tests the C++ headers with the kernel library.
set(languages CXX)
set(sources)
foreach(file IN ITEMS main.cpp squared_relu.hpp squared_relu.cpp)
  list(APPEND sources "${PROJECT_SOURCE_DIR}/examples/dispatch/${file}")
endforeach()
xact_readme_block(dispatch "target_link_libraries(app PRIVATE xact::dispatch)" cmake/README.md)
set(dispatch "add_executable(app main.cpp)\n${dispatch}")
# tests/dispatch checks the results of kernels, so the kernels of the example need no optimization.
set(unoptimized -DXACT_DISPATCH_OPTIMIZATION=-O0 -DCMAKE_CXX_FLAGS=-DXACT_NO_FORCED_INLINE)
# Kernels of a user must be compiled with the options of their target. A second find_package must have no effect.
set(kernels "${CMAKE_CURRENT_SOURCE_DIR}/kernels")
xact_newcomer(dispatch.find_package "\
find_package(xact REQUIRED COMPONENTS kernels)
find_package(xact REQUIRED)
${dispatch}
add_library(careless INTERFACE IMPORTED)
target_include_directories(careless INTERFACE \"${kernels}/include\")
target_link_libraries(app PRIVATE careless)
target_compile_features(app PRIVATE cxx_std_23)
target_compile_options(app PRIVATE -DNEEDED -Wold-style-cast -Werror)
xact_add_kernels(app \"${kernels}/squared_relu.cpp\")
" "-DCMAKE_PREFIX_PATH=${prefix}" ${unoptimized})
set_tests_properties(install.dispatch.find_package PROPERTIES FIXTURES_REQUIRED installed)
# The project builds the library from objects that this build has compiled. An older standard of the project must not
# affect the library.
set(reuse "${CMAKE_COMMAND}" -D "OBJECTS=${PROJECT_BINARY_DIR}/CMakeFiles" -P "${CMAKE_CURRENT_SOURCE_DIR}/reuse.cmake" --)
xact_newcomer(dispatch.fetch_content "\
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_COMPILER_LAUNCHER \"${reuse}\")
${fetch_content}
set(CMAKE_CXX_STANDARD 20)
${dispatch}" "-DFETCHCONTENT_SOURCE_DIR_XACT=${PROJECT_SOURCE_DIR}" -DBUILD_SHARED_LIBS=ON -DXACT_INSTALL=ON
  -DCMAKE_INSTALL_LIBDIR=lib ${same_xsimd} ${unoptimized}
)
set_tests_properties(install.dispatch.fetch_content PROPERTIES FIXTURES_SETUP shared_build)
foreach(way IN ITEMS find_package fetch_content)
  set_tests_properties(install.dispatch.${way} PROPERTIES
    PASS_REGULAR_EXPRESSION "(baseline|avx2|avx512): -0\\.864665 -0\\.632121 0 1 2; 0 0 0 1 4"
  )
endforeach()

# Tests the package that the project above installs.
set(shared_prefix "${CMAKE_CURRENT_BINARY_DIR}/shared_prefix")
add_test(NAME install.shared
  COMMAND ${CMAKE_COMMAND} --install "${CMAKE_CURRENT_BINARY_DIR}/dispatch.fetch_content/build"
    --prefix "${shared_prefix}"
)
set_tests_properties(install.shared PROPERTIES FIXTURES_REQUIRED shared_build FIXTURES_SETUP shared_package)
set(languages C)
set(sources main.c)
xact_newcomer(shared.c "${c_app}" "-DCMAKE_PREFIX_PATH=${shared_prefix}" ${c_options})
set_tests_properties(install.shared.c PROPERTIES FIXTURES_REQUIRED shared_package)
if(CMAKE_OBJDUMP AND UNIX AND NOT APPLE)
  add_test(NAME install.shared.without_cxx COMMAND "${CMAKE_OBJDUMP}" -p "${shared_prefix}/lib/libxact.so")
  set_tests_properties(install.shared.without_cxx PROPERTIES
    FIXTURES_REQUIRED shared_package PASS_REGULAR_EXPRESSION "NEEDED" FAIL_REGULAR_EXPRESSION "NEEDED +lib(std)?c\\+\\+"
  )
endif()

# Tests each package of pkg-config.
if(has_pkg_config)
  set(languages C CXX)
  set(sources main.c main.cpp)
  xact_newcomer(pkg_config "\
enable_testing()
find_package(PkgConfig REQUIRED)
add_executable(xact main.cpp)
add_executable(xact-kernels main.c)
add_executable(xact-dispatch main.cpp)
foreach(name IN ITEMS xact xact-kernels xact-dispatch)
  pkg_check_modules(\${name} REQUIRED IMPORTED_TARGET \${name})
  target_link_libraries(\${name} PRIVATE PkgConfig::\${name})
  set_target_properties(\${name} PROPERTIES CXX_STANDARD 20)
  add_test(NAME \${name} COMMAND \${name})
endforeach()
" "-DCMAKE_PREFIX_PATH=${prefix}")
  set_tests_properties(install.pkg_config PROPERTIES FIXTURES_REQUIRED installed)
endif()
set(languages CXX)
set(sources main.cpp)
