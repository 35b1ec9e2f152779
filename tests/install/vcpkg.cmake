# Runs PORT/portfile.cmake with minimal replacements for the functions of vcpkg that the portfile calls. With the
# feature kernels the script installs the package from BUILT, because kernels take long to compile.
#   PORT       the folder of the port
#   PACKAGE    the folder for the package
#   FEATURES   the features of the package
#   BUILT      a build of the same checkout
#   CONFIG     the configuration to install
#   GENERATOR  the generator of CMake
#   COMPILER   the C++ compiler
#   OPTIONS    further options for the configuration of xact
cmake_minimum_required(VERSION 3.25)

set(CURRENT_PORT_DIR "${PORT}")
set(CURRENT_PACKAGES_DIR "${PACKAGE}")
file(REMOVE_RECURSE "${PACKAGE}" "${PACKAGE}-build")

function(vcpkg_check_features)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUT_FEATURE_OPTIONS" "FEATURES")
  set(options)
  while(arg_FEATURES)
    list(POP_FRONT arg_FEATURES feature option)
    if(feature IN_LIST FEATURES)
      list(APPEND options "-D${option}=ON")
    else()
      list(APPEND options "-D${option}=OFF")
    endif()
  endwhile()
  set(${arg_OUT_FEATURE_OPTIONS} "${options}" PARENT_SCOPE)
endfunction()
function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
  if("kernels" IN_LIST FEATURES)
    if(NOT "-DXACT_BUILD_KERNELS=ON" IN_LIST arg_OPTIONS)
      message(FATAL_ERROR "the feature kernels is not passed on: ${arg_OPTIONS}")
    endif()
    return()
  endif()
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S "${arg_SOURCE_PATH}" -B "${PACKAGE}-build" -G "${GENERATOR}"
            "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_INSTALL_PREFIX=${PACKAGE}" ${arg_OPTIONS} ${OPTIONS}
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY
  )
endfunction()
function(vcpkg_cmake_install)
  set(build "${PACKAGE}-build")
  if("kernels" IN_LIST FEATURES)
    set(build "${BUILT}")
  endif()
  execute_process(COMMAND ${CMAKE_COMMAND} --install "${build}" --prefix "${PACKAGE}" --config "${CONFIG}"
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY
  )
endfunction()
function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "CONFIG_PATH" "")
  if(NOT EXISTS "${PACKAGE}/${arg_CONFIG_PATH}/xactConfig.cmake")
    message(FATAL_ERROR "there is no xactConfig.cmake in ${arg_CONFIG_PATH}")
  endif()
endfunction()
function(vcpkg_fixup_pkgconfig)
endfunction()
function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
  configure_file("${arg_FILE_LIST}" "${PACKAGE}/share/xact/copyright" COPYONLY)
endfunction()

include("${PORT}/portfile.cmake")

# vcpkg would not accept these folders in a package of headers.
foreach(folder IN ITEMS lib debug bin)
  if(EXISTS "${PACKAGE}/${folder}" AND NOT "kernels" IN_LIST FEATURES)
    message(FATAL_ERROR "the package has a folder ${folder}")
  endif()
endforeach()
# The manifest must describe each feature in FEATURES.
file(READ "${PORT}/vcpkg.json" manifest)
foreach(feature IN LISTS FEATURES)
  string(JSON description GET "${manifest}" features ${feature} description)
endforeach()
