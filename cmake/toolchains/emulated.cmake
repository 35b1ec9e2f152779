# Programs for x86-64 that this processor may not run: linked statically, and run by the command in $XACT_EMULATOR (a
# full emulator, Intel SDE, a remote shell, ...). The path of the program is its last argument.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
if("$ENV{XACT_EMULATOR}" STREQUAL "")
  message(FATAL_ERROR "Set XACT_EMULATOR to the command that runs a program")
endif()
separate_arguments(CMAKE_CROSSCOMPILING_EMULATOR UNIX_COMMAND "$ENV{XACT_EMULATOR}")
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
