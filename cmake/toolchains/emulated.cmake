# Static programs for x86-64, with instructions that the build machine may not have. The environment variable
# XACT_EMULATOR is the command that runs a program, such as a full emulator, Intel SDE or a remote shell. CMake appends
# the path of the program to the command.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
if("$ENV{XACT_EMULATOR}" STREQUAL "")
  message(FATAL_ERROR "Set XACT_EMULATOR to the command that runs a program")
endif()
separate_arguments(CMAKE_CROSSCOMPILING_EMULATOR UNIX_COMMAND "$ENV{XACT_EMULATOR}")
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
