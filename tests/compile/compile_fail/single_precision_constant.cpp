// flags GNU: -fsingle-precision-constant
// expect: xact: compile without -fsingle-precision-constant
// clang does not have this flag. This file therefore causes the expected error itself.
#ifdef __clang__
#error "xact: compile without -fsingle-precision-constant"
#endif
#include <xact/xact.hpp>
