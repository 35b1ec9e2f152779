# This processor's relatives: programs for x86-64, linked statically, run by the command that $XACT_EMULATOR holds
# (an emulator of a whole machine, Intel's SDE, a remote shell, ...), which gets the program's path as last argument.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
if("$ENV{XACT_EMULATOR}" STREQUAL "")
  message(FATAL_ERROR "Set XACT_EMULATOR to the command that runs a program")
endif()
separate_arguments(CMAKE_CROSSCOMPILING_EMULATOR UNIX_COMMAND "$ENV{XACT_EMULATOR}")
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
