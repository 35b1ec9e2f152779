# A vcpkg overlay port for the checkout that contains this file. This command installs the headers: vcpkg install xact
# --overlay-ports=<xact>/cmake/packaging/vcpkg. The same command with xact[kernels] instead of xact also installs the
# kernel library.
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../../../.." ABSOLUTE)
vcpkg_check_features(OUT_FEATURE_OPTIONS features FEATURES kernels XACT_BUILD_KERNELS)
if("kernels" IN_LIST FEATURES)
  set(package_dir lib/cmake/xact)
else()
  set(package_dir share/cmake/xact)
  set(VCPKG_BUILD_TYPE release) # the headers are the same in debug builds
endif()

vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    ${features}
    -DXACT_BUILD_TESTS=OFF
    -DXACT_BUILD_BENCHMARKS=OFF
    -DXACT_BUILD_EXAMPLES=OFF
    -DXACT_INSTALL=ON
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH "${package_dir}")
vcpkg_fixup_pkgconfig()
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
