# Checks that the verbs call no function that allocates, locks, throws or waits: each undefined symbol of an object with
# calls of all verbs must be in the list below. The list also contains the exceptions to this rule.
#   NM      the program nm
#   OBJECT  an unoptimized object of real_time.cpp

cmake_minimum_required(VERSION 3.25)

set(allowed
  memcpy memmove memset                         # arrays
  abort fprintf stderr strlen vsnprintf         # a report of misuse
  _Unwind_Resume __gxx_personality_v0           # a misuse handler may throw
  __cxa_begin_catch _ZSt9terminatev             # noexcept functions
  __assert_fail                                 # an assertion of xsimd
  # The choices of tuning.hpp, once per program, for arrays of more than 32 KiB
  getenv memcmp strcspn strncmp sysconf __cxa_guard_acquire __cxa_guard_release __cxa_guard_abort
  __stack_chk_fail _GLOBAL_OFFSET_TABLE_        # added by compilers
)
execute_process(COMMAND "${NM}" --undefined-only --portability "${OBJECT}"
  OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY
)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(TRANSFORM symbols REPLACE " .*" "")
if(NOT memcpy IN_LIST symbols OR NOT vsnprintf IN_LIST symbols)
  message(FATAL_ERROR "${OBJECT} does not report misuse; this test expects an unoptimized object with all kernels")
endif()
list(REMOVE_ITEM symbols ${allowed})
if(symbols)
  list(JOIN symbols "\n  " symbols)
  message(FATAL_ERROR "The verbs must be fit for a real-time thread, but call:\n  ${symbols}")
endif()
