# Checks the objects of the targets. If two objects define a function, the linker takes either definition, even for
# machines that do not support its instructions. Therefore the objects of different targets must not define any function
# of the same name. No part of a loop may be a function either: the compiler would have left a call per vector.
#   NM, TARGETS: a list, OBJECTS_<target>: those of each, separated by |

cmake_minimum_required(VERSION 3.25)

set(all "")
set(shared "")
foreach(target IN LISTS TARGETS)
  string(REPLACE "|" ";" objects "${OBJECTS_${target}}")
  list(FILTER objects EXCLUDE REGEX "cmake_pch") # the precompiled header
  execute_process(COMMAND "${NM}" --defined-only ${objects} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" symbols "${symbols}")
  list(FILTER symbols INCLUDE REGEX "^[0-9a-f]+ [WVu] ")
  list(TRANSFORM symbols REPLACE "^[0-9a-f]+ [WVu] " "")
  # Allowed: a variable with the address of the exception handler, which contains no instructions.
  list(FILTER symbols EXCLUDE REGEX "^DW\\.ref\\.")
  list(REMOVE_DUPLICATES symbols)
  list(LENGTH symbols count)
  if(count EQUAL 0)
    message(FATAL_ERROR "target ${target} defines no weak function; are these the right objects?")
  endif()
  message(STATUS "${count} weak symbols in ${target}")
  set(parts ${symbols})
  list(FILTER parts INCLUDE REGEX "^_ZNK?4xact[0-9]+[a-z0-9_]+7kernels4loopI")
  if(parts)
    list(JOIN parts "\n  " parts)
    message(FATAL_ERROR "Parts of loops in ${target} that are not inline:\n  ${parts}")
  endif()
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
  message(FATAL_ERROR "Defined for several targets under one name:\n  ${shared}")
endif()
