# Two objects compiled for different instruction sets: of a function that both define, the linker takes either, also for
# machines that only one is for. So neither may define a function of xsimd, nor one on numbers, that the other defines.
#   NM, FIRST, SECOND

cmake_minimum_required(VERSION 3.25)

foreach(object IN ITEMS FIRST SECOND)
  execute_process(COMMAND "${NM}" --defined-only --demangle "${${object}}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  # A list separates by semicolons and groups by brackets; names have both.
  string(REGEX REPLACE "[][;]" "_" symbols "${symbols}")
  string(REPLACE "\n" ";" symbols "${symbols}")
  list(FILTER symbols INCLUDE REGEX "^[0-9a-f]+ [WVu] ")
  list(TRANSFORM symbols REPLACE "^[0-9a-f]+ [WVu] " "")
  list(REMOVE_DUPLICATES symbols)
  list(LENGTH symbols count)
  if(count LESS 100)
    message(FATAL_ERROR "${${object}} defines ${count} weak symbols; this test expects all functions of the library, unoptimized")
  endif()
  set(${object}_SYMBOLS "${symbols}")
endforeach()

set(shared)
foreach(symbol IN LISTS FIRST_SYMBOLS)
  set_property(GLOBAL PROPERTY "first ${symbol}" 1) # looked up in no time, which a list is not
endforeach()
foreach(symbol IN LISTS SECOND_SYMBOLS)
  get_property(in_first GLOBAL PROPERTY "first ${symbol}")
  # Of the standard library: templates of containers and ranges hold no arithmetic on their elements.
  if(in_first AND symbol MATCHES "xsimd::|xact::|std::[a-z0-9_]+\\((float|double)|std::numeric_limits<(float|double)>")
    # Named outside the inline namespace because it is the program's own.
    if(NOT symbol STREQUAL "xact::program::current_misuse_handler")
      list(APPEND shared "${symbol}")
    endif()
  endif()
endforeach()
if(shared)
  list(JOIN shared "\n  " shared)
  message(FATAL_ERROR "Defined for both instruction sets under one name:\n  ${shared}")
endif()
