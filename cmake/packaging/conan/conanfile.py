"""A Conan 2 recipe for the checkout that it lies in: conan create cmake/packaging/conan"""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load
from conan.tools.layout import basic_layout

CHECKOUT = os.path.join("..", "..", "..")


class Xact(ConanFile):
    name = "xact"
    description = "Neural-network activation functions in C++20 headers, vectorized over xsimd"
    license = "MIT"
    topics = ("activation-functions", "neural-networks", "simd", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def set_version(self):
        header = load(self, os.path.join(self.recipe_folder, CHECKOUT, "include", "xact", "core", "version.hpp"))
        self.version = ".".join(re.findall(r"#define XACT_VERSION_\w+ (\d+)", header))

    def export_sources(self):
        checkout = os.path.join(self.recipe_folder, CHECKOUT)
        copy(self, "include/*.hpp", checkout, self.export_sources_folder)
        copy(self, "LICENSE", checkout, self.export_sources_folder)

    def requirements(self):
        self.requires("xsimd/[>=8.1 <15]", transitive_headers=True)

    def validate(self):
        if self.settings.get_safe("compiler.cppstd"):
            check_min_cppstd(self, 20)

    def layout(self):
        basic_layout(self)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"), os.path.join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_target_name", "xact::xact")
        self.cpp_info.set_property("pkg_config_name", "xact")
