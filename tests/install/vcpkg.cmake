# Runs PORT/portfile.cmake with stand-ins for the functions of vcpkg that it calls, which do what those do as far as
# a package of headers is concerned. The package is made in PACKAGE.
set(CURRENT_PORT_DIR "${PORT}")
set(CURRENT_PACKAGES_DIR "${PACKAGE}")
file(REMOVE_RECURSE "${PACKAGE}" "${PACKAGE}-build")

function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S "${arg_SOURCE_PATH}" -B "${PACKAGE}-build" -G "${GENERATOR}"
            "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_INSTALL_PREFIX=${PACKAGE}" ${arg_OPTIONS} ${OPTIONS}
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY
  )
endfunction()
function(vcpkg_cmake_install)
  execute_process(COMMAND ${CMAKE_COMMAND} --build "${PACKAGE}-build" --target install
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

# What vcpkg would complain of in a package of headers.
foreach(folder IN ITEMS lib debug bin)
  if(EXISTS "${PACKAGE}/${folder}")
    message(FATAL_ERROR "the package has a folder ${folder}")
  endif()
endforeach()
