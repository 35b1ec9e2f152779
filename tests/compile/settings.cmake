# Compiles SOURCE without settings and with each floating-point setting that the headers can detect. Links each object
# without settings to each object with a setting, in both orders, and runs the programs: the functions of the object
# without settings must return correct NaN and -0. The two objects must not define xact functions of the same name.
#   COMPILERS  the compilers to test; the first compiler links the programs
#   INCLUDES   the folders of the headers
#   IMPLICIT   the folders that the compilers search by default
#   SOURCE     settings.cpp
#   NM         the program nm
#   FOLDER     the folder for the objects and programs

cmake_minimum_required(VERSION 3.25)

set(options -std=c++20 -O1)
list(REMOVE_ITEM INCLUDES ${IMPLICIT})
foreach(path IN LISTS INCLUDES)
  list(APPEND options -isystem "${path}")
endforeach()
file(MAKE_DIRECTORY "${FOLDER}")

function(compile compiler object)
  execute_process(COMMAND "${compiler}" ${options} ${ARGN} -c "${SOURCE}" -o "${object}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Returns the names of the weak functions of xact. The linker takes the first definition of a weak function.
function(names object result)
  execute_process(COMMAND "${NM}" --defined-only "${object}" OUTPUT_VARIABLE names COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[WVu] [^\n]*4xact[^\n]*" names "${names}")
  list(FILTER names EXCLUDE REGEX "22current_misuse_handlerE$") # a program has only one misuse handler, by design
  list(LENGTH names count)
  if(count LESS 5)
    message(FATAL_ERROR "${object} defines only ${count} weak functions")
  endif()
  set(${result} "${names}" PARENT_SCOPE)
endfunction()

set(plain)
set(others)
foreach(compiler IN LISTS COMPILERS)
  execute_process(COMMAND "${compiler}" --version OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
  set(settings -ffast-math -ffinite-math-only)
  if(version MATCHES "clang")
    set(id clang)
  else() # clang defines no macro for these settings
    set(id gcc)
    list(APPEND settings -fno-signed-zeros "-fassociative-math -fno-signed-zeros -fno-trapping-math" -freciprocal-math)
  endif()
  set(object "${FOLDER}/${id}.o")
  compile("${compiler}" "${object}" -DXACT_TEST_MAIN -DXACT_TEST_CALLS=plain -DXACT_TEST_OTHER=other)
  list(APPEND plain "${object}")
  foreach(flags IN LISTS settings)
    string(REPLACE " " "" object "${FOLDER}/${id}${flags}.o")
    separate_arguments(flags)
    compile("${compiler}" "${object}" ${flags} -DXACT_ALLOW_FAST_MATH -DXACT_TEST_CALLS=other)
    list(APPEND others "${object}")
  endforeach()
endforeach()

list(GET COMPILERS 0 linker)
foreach(first IN LISTS plain)
  names("${first}" plain_names)
  foreach(other IN LISTS others)
    names("${other}" other_names)
    set(apart ${other_names})
    list(REMOVE_ITEM apart ${plain_names})
    if(NOT apart STREQUAL other_names)
      message(SEND_ERROR "${first} and ${other} define functions of the same name")
    endif()
    foreach(objects IN ITEMS "${first};${other}" "${other};${first}")
      execute_process(COMMAND "${linker}" ${objects} -o "${FOLDER}/program" COMMAND_ERROR_IS_FATAL ANY)
      execute_process(COMMAND "${FOLDER}/program" RESULT_VARIABLE status OUTPUT_VARIABLE output)
      if(NOT status EQUAL 0)
        message(SEND_ERROR "linked in this order, ${objects}: ${status}\n${output}")
      endif()
    endforeach()
  endforeach()
endforeach()
