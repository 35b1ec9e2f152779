# Of a function that two objects define, the linker takes either, also for machines that only one is for. So the objects
# of different levels may define none of the same name, whatever it is.
#   NM, LEVELS: a list, OBJECTS_<level>: those of each, separated by |

cmake_minimum_required(VERSION 3.25)

set(all "")
set(shared "")
foreach(level IN LISTS LEVELS)
  string(REPLACE "|" ";" objects "${OBJECTS_${level}}")
  execute_process(COMMAND "${NM}" --defined-only ${objects} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" symbols "${symbols}")
  list(FILTER symbols INCLUDE REGEX "^[0-9a-f]+ [WVu] ")
  list(TRANSFORM symbols REPLACE "^[0-9a-f]+ [WVu] " "")
  # Two variables, which hold no instructions: the program's own, and where the handler of exceptions is.
  list(FILTER symbols EXCLUDE REGEX "22current_misuse_handlerE$|^DW\\.ref\\.")
  list(REMOVE_DUPLICATES symbols)
  list(LENGTH symbols count)
  if(count EQUAL 0)
    message(FATAL_ERROR "level ${level} defines no function that may be taken from elsewhere; are these the objects?")
  endif()
  message(STATUS "${count} in ${level}")
  foreach(symbol IN LISTS symbols)
    if(symbol IN_LIST all)
      list(APPEND shared "${symbol}")
    endif()
  endforeach()
  list(APPEND all ${symbols})
endforeach()
if(shared)
  list(REMOVE_DUPLICATES shared)
  list(JOIN shared "\n  " shared)
  message(FATAL_ERROR "Defined for several levels under one name:\n  ${shared}")
endif()
