# 64-bit Arm, run by QEMU (Debian: g++-aarch64-linux-gnu, qemu-user). The tests use SVE vectors of 256 bits.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu max,sve256=on)
# Disables the note of g++ about a changed ABI for structs of vectors in version 10.
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)
# xsimd has only headers, so the one of this machine works, although Debian installs it in a folder for its processor.
file(GLOB packages /usr/lib/*/cmake/xsimd)
list(APPEND CMAKE_PREFIX_PATH ${packages})
