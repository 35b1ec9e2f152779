"""A Conan 2 recipe for the checkout that contains it: conan create cmake/packaging/conan

With -o "&:kernels=True" the package also has the kernel library. With both this option and -o "&:shared=True", the
kernel library is shared.
"""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load

CHECKOUT = os.path.join("..", "..", "..")
PACKAGE = os.path.join("lib", "cmake", "xact")


class Xact(ConanFile):
    name = "xact"
    description = "Neural-network activation functions in C++20 headers, vectorized over xsimd"
    license = "MIT"
    topics = ("activation-functions", "neural-networks", "simd")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"kernels": [True, False], "shared": [True, False]}
    default_options = {"kernels": False, "shared": False}
    no_copy_source = True

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, CHECKOUT, "include", "xact", "version.hpp"))
        self.version = ".".join(re.findall(r"#define XACT_VERSION_\w+ (\d+)", header))

    def export_sources(self):
        checkout = os.path.join(self.recipe_folder, CHECKOUT)
        for pattern in ("include/*", "cmake/*", "CMakeLists.txt", "LICENSE"):
            copy(self, pattern, checkout, self.export_sources_folder)

    def configure(self):
        if not self.options.kernels:
            self.options.rm_safe("shared")
            self.package_type = "header-library"

    def requirements(self):
        self.requires("xsimd/[>=8.1 <15]", transitive_headers=True)

    def validate(self):
        # The kernel library needs no check: its build sets C++20, and C programs can use it.
        if not self.options.kernels and self.settings.get_safe("compiler.cppstd"):
            check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def package_id(self):
        if not self.info.options.kernels:
            self.info.clear()

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["XACT_BUILD_KERNELS"] = bool(self.options.kernels)
        for part in ("TESTS", "BENCHMARKS", "EXAMPLES"):
            toolchain.cache_variables["XACT_BUILD_" + part] = False
        toolchain.cache_variables["CMAKE_INSTALL_LIBDIR"] = "lib"
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        CMake(self).install()

    def package_info(self):
        headers = self.cpp_info.components["headers"]
        headers.set_property("cmake_target_name", "xact::xact")
        headers.set_property("pkg_config_name", "xact")
        headers.requires = ["xsimd::xsimd"]
        headers.bindirs = []
        headers.libdirs = []
        if not self.options.kernels:
            return
        kernels = self.cpp_info.components["kernels"]
        kernels.set_property("cmake_target_name", "xact::kernels")
        kernels.set_property("pkg_config_name", "xact-kernels")
        kernels.libs = ["xact"]
        if self.options.shared:
            kernels.defines = ["XACT_SHARED"]
        dispatch = self.cpp_info.components["dispatch"]
        dispatch.set_property("cmake_target_name", "xact::dispatch")
        dispatch.set_property("pkg_config_name", "xact-dispatch")
        dispatch.requires = ["headers", "kernels"]
        dispatch.defines = ["XACT_DISPATCH"]
        if "XACT_DISPATCH_SVE" in load(self, os.path.join(self.package_folder, PACKAGE, "xactDispatchTargets.cmake")):
            dispatch.defines.append("XACT_DISPATCH_SVE")
        dispatch.bindirs = []
        dispatch.libdirs = []
        self.cpp_info.set_property("cmake_build_modules", [os.path.join(PACKAGE, "add_kernels.cmake")])
