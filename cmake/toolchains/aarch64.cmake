# 64-bit Arm, run by QEMU (Debian: g++-aarch64-linux-gnu, qemu-user). 256 bits is the length that SVE is tested with.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu max,sve256=on)
# g++ says at every function that takes a struct of vectors that it did so otherwise before version 10.
set(CMAKE_CXX_FLAGS_INIT -Wno-psabi)
# xsimd is headers alone, so this machine's does, though Debian files it under its processor.
file(GLOB packages /usr/lib/*/cmake/xsimd)
list(APPEND CMAKE_PREFIX_PATH ${packages})
