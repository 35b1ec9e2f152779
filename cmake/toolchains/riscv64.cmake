# 64-bit RISC-V, run by QEMU with vectors of 256 bits (Debian: clang-19, g++-riscv64-linux-gnu, qemu-user). xsimd needs
# vector types of a fixed length, which clang has from version 17 on.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR riscv64)
find_program(XACT_RISCV64_CLANG NAMES clang++-21 clang++-20 clang++-19 clang++-18 clang++-17 clang++ REQUIRED)
set(CMAKE_CXX_COMPILER "${XACT_RISCV64_CLANG}")
set(CMAKE_CXX_COMPILER_TARGET riscv64-linux-gnu)
string(REPLACE "clang++" "clang" CMAKE_C_COMPILER "${XACT_RISCV64_CLANG}")
set(CMAKE_C_COMPILER_TARGET riscv64-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR
  qemu-riscv64 -L /usr/riscv64-linux-gnu -cpu rv64,v=true,vlen=256,elen=64,vext_spec=v1.0
)
