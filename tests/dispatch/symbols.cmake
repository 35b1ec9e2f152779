# Checks the object files that are compiled for the targets. If two object files define a function of the same name, the
# linker keeps one of the two definitions, also for machines that do not support the instructions of this definition.
# Therefore the object files of two targets must not define a function of the same name. The compiler must also inline
# all member functions of the struct `loop` (engine/loop.hpp); a loop would otherwise call a function for each vector.
#   NM                  the tool nm
#   TARGETS             a list of targets
#   OBJECTS_<target>    the object files of a target, separated by |

cmake_minimum_required(VERSION 3.25)

set(all "")
set(shared "")
foreach(target IN LISTS TARGETS)
  string(REPLACE "|" ";" objects "${OBJECTS_${target}}")
  list(FILTER objects EXCLUDE REGEX "cmake_pch") # the object file of the precompiled header
  execute_process(COMMAND "${NM}" --defined-only ${objects} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" symbols "${symbols}")
  list(FILTER symbols INCLUDE REGEX "^[0-9a-f]+ [WVu] ")
  list(TRANSFORM symbols REPLACE "^[0-9a-f]+ [WVu] " "")
  # A symbol DW.ref.* is allowed: it is a variable with the address of an exception handler, and holds no instructions.
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
