# WebAssembly, run by Node (Debian: emscripten).
execute_process(COMMAND em-config EMSCRIPTEN_ROOT
  OUTPUT_VARIABLE root
  OUTPUT_STRIP_TRAILING_WHITESPACE
  COMMAND_ERROR_IS_FATAL ANY
)
include("${root}/cmake/Modules/Platform/Emscripten.cmake")
# Programs of Emscripten before 3.1.9 assume a browser if a function fetch() exists. This option removes fetch() from
# Node.
set(CMAKE_CROSSCOMPILING_EMULATOR node --no-experimental-fetch)
# At -O2 and above, the linker also rewrites the JavaScript around the program. This step needs additional Node
# packages.
set(CMAKE_EXE_LINKER_FLAGS_INIT -O1)
