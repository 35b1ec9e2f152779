# The verbs call no function that allocates, locks, throws or waits: of all code outside it, an object that calls them
# may ask for no more than is named here.
#   NM, OBJECT

cmake_minimum_required(VERSION 3.25)

set(allowed
  memcpy memmove memset                         # arrays
  abort fprintf stderr strlen vsnprintf         # a report of misuse,
  _Unwind_Resume __gxx_personality_v0           # which may throw,
  __cxa_begin_catch _ZSt9terminatev             # but not where nothing may
  __assert_fail                                 # an assertion of xsimd
  sysconf __cxa_guard_acquire __cxa_guard_release __cxa_guard_abort # once a program, for an output of more than a MiB
  __stack_chk_fail _GLOBAL_OFFSET_TABLE_        # what compilers add
)
execute_process(COMMAND "${NM}" --undefined-only --portability "${OBJECT}"
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY
)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(TRANSFORM symbols REPLACE " .*" "")
if(NOT memcpy IN_LIST symbols OR NOT vsnprintf IN_LIST symbols)
  message(FATAL_ERROR "${OBJECT} does not report misuse; this test expects all of the kernels, unoptimized")
endif()
list(REMOVE_ITEM symbols ${allowed})
if(symbols)
  list(JOIN symbols "\n  " symbols)
  message(FATAL_ERROR "Called by the verbs, which must be fit for a real-time thread:\n  ${symbols}")
endif()
