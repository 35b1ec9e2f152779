include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/xact")

install(DIRECTORY include/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/licenses/xact")
install(TARGETS xact EXPORT xactTargets INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT xactTargets NAMESPACE xact:: DESTINATION "${package_dir}")

configure_package_config_file(cmake/xactConfig.cmake.in "${CMAKE_CURRENT_BINARY_DIR}/xactConfig.cmake"
  INSTALL_DESTINATION "${package_dir}"
)
# Before 1.0 a minor version may break the one before it.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/xactConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT
)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/xactConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/xactConfigVersion.cmake"
  DESTINATION "${package_dir}"
)
