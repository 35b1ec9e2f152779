# 64-bit Arm, run by QEMU with SVE vectors of 256 bits (Debian: g++-aarch64-linux-gnu, qemu-user).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu max,sve256=on)
# Disables the note of g++ that the ABI for structs of vectors changed in version 10.
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)
# Adds the xsimd of the build machine to the search path. Debian installs xsimd in a folder for the processor of the
# build machine, but xsimd has only headers, which are the same for all processors.
file(GLOB packages /usr/lib/*/cmake/xsimd)
list(APPEND CMAKE_PREFIX_PATH ${packages})
