include(CMakePackageConfigHelpers)

# A package with only the headers does not depend on the machine; a package with the kernel library does.
if(XACT_BUILD_KERNELS)
  set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/xact")
  set(arch_independent)
else()
  set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/xact")
  set(arch_independent ARCH_INDEPENDENT)
endif()
set(packaging "${CMAKE_CURRENT_LIST_DIR}/packaging")

install(DIRECTORY include/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/xact")
install(TARGETS xact EXPORT xactTargets)
install(EXPORT xactTargets NAMESPACE xact:: DESTINATION "${package_dir}")

if(XACT_BUILD_KERNELS)
  # Each target has a separate file, so that a C program can load xact::kernels without the C++ headers.
  install(TARGETS xact_kernels EXPORT xactKernelsTargets)
  install(TARGETS xact_dispatch EXPORT xactDispatchTargets)
  install(EXPORT xactKernelsTargets NAMESPACE xact:: DESTINATION "${package_dir}")
  install(EXPORT xactDispatchTargets NAMESPACE xact:: DESTINATION "${package_dir}")
  # These files define xact_add_kernels, which compiles kernels of users' functors.
  install(FILES cmake/kernels/targets.cmake cmake/kernels/add_kernels.cmake DESTINATION "${package_dir}")
endif()

configure_package_config_file(cmake/xactConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/xactConfig.cmake"
  INSTALL_DESTINATION "${package_dir}"
)
# Before 1.0, a minor version may be incompatible with the previous minor version.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/xactConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ${arch_independent}
)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/xactConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/xactConfigVersion.cmake"
  DESTINATION "${package_dir}"
)

# Files for pkg-config. Each file derives the prefix from the folder that contains the file, so that the installed tree
# is relocatable. xact_in_prefix puts ${prefix} before a folder that is not absolute.
function(xact_in_prefix variable folder)
  if(NOT IS_ABSOLUTE "${folder}")
    set(folder "\${prefix}/${folder}")
  endif()
  set(${variable} "${folder}" PARENT_SCOPE)
endfunction()
xact_in_prefix(includedir "${CMAKE_INSTALL_INCLUDEDIR}")
xact_in_prefix(libdir "${CMAKE_INSTALL_LIBDIR}")
file(RELATIVE_PATH to_prefix "${CMAKE_INSTALL_FULL_DATADIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file("${packaging}/xact.pc.in" xact.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/xact.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
if(XACT_BUILD_KERNELS)
  file(RELATIVE_PATH lib_to_prefix "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
  set(kernels_cflags "")
  if(BUILD_SHARED_LIBS)
    set(kernels_cflags " -DXACT_SHARED")
  endif()
  list(TRANSFORM xact_kernel_definitions PREPEND " -D" OUTPUT_VARIABLE dispatch_cflags)
  list(JOIN dispatch_cflags "" dispatch_cflags)
  set(dispatch_cflags "-DXACT_DISPATCH${dispatch_cflags}")
  foreach(name IN ITEMS xact-kernels xact-dispatch)
    configure_file("${packaging}/${name}.pc.in" ${name}.pc @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
  endforeach()
endif()

# The single header, for projects that copy one file. Each installation makes this header anew.
set(single_header "${CMAKE_CURRENT_BINARY_DIR}/single_header/xact/xact.hpp")
install(CODE "
  execute_process(
    COMMAND \"${CMAKE_COMMAND}\" -D \"INCLUDE_DIR=${CMAKE_CURRENT_SOURCE_DIR}/include\" -D \"OUT=${single_header}\"
            -P \"${packaging}/single_header.cmake\"
    COMMAND_ERROR_IS_FATAL ANY
  )"
)
install(FILES "${single_header}" DESTINATION "${CMAKE_INSTALL_DATADIR}/xact/single_header/xact")
