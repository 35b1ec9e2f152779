# An overlay port for the checkout that it lies in: vcpkg install xact --overlay-ports=<xact>/cmake/packaging/vcpkg
set(VCPKG_BUILD_TYPE release) # headers alone
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../../.." ABSOLUTE)

vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    -DXACT_BUILD_TESTS=OFF
    -DXACT_BUILD_BENCHMARKS=OFF
    -DXACT_BUILD_EXAMPLES=OFF
    -DXACT_INSTALL=ON
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/xact)
vcpkg_fixup_pkgconfig()
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
