# Checks two objects that are compiled for different instruction sets. If both define a function, the linker takes
# either definition, even if the machine does not support the instructions of this definition. Therefore the objects
# must not both define a function of xact or xsimd, or a function of the standard library that takes a float or double.
#   NM      the program nm
#   FIRST   the first object
#   SECOND  the second object

cmake_minimum_required(VERSION 3.25)

foreach(object IN ITEMS FIRST SECOND)
  execute_process(COMMAND "${NM}" --defined-only --demangle "${${object}}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  # Replaces semicolons and brackets, which have a meaning in CMake lists.
  string(REGEX REPLACE "[][;]" "_" symbols "${symbols}")
  string(REPLACE "\n" ";" symbols "${symbols}")
  list(FILTER symbols INCLUDE REGEX "^[0-9a-f]+ [WVu] ")
  list(TRANSFORM symbols REPLACE "^[0-9a-f]+ [WVu] " "")
  list(REMOVE_DUPLICATES symbols)
  list(LENGTH symbols count)
  if(count LESS 100)
    message(FATAL_ERROR "${${object}} defines ${count} weak symbols; this test expects an unoptimized object with all functions of the library")
  endif()
  set(${object}_SYMBOLS "${symbols}")
endforeach()

set(shared)
foreach(symbol IN LISTS FIRST_SYMBOLS)
  set_property(GLOBAL PROPERTY "first ${symbol}" 1) # a property is found much faster than a list element
endforeach()
foreach(symbol IN LISTS SECOND_SYMBOLS)
  get_property(in_first GLOBAL PROPERTY "first ${symbol}")
  # Templates of the standard library for containers and ranges are allowed, because they contain no arithmetic on
  # elements.
  if(in_first AND symbol MATCHES "xsimd::|xact::|std::[a-z0-9_]+\\((float|double)|std::numeric_limits<(float|double)>")
    # The misuse handler is not in the inline namespace, because a program has only one misuse handler.
    if(NOT symbol STREQUAL "xact::program::current_misuse_handler")
      list(APPEND shared "${symbol}")
    endif()
  endif()
endforeach()
if(shared)
  list(JOIN shared "\n  " shared)
  message(FATAL_ERROR "Defined for both instruction sets under one name:\n  ${shared}")
endif()
