// flags: -U__FLT_EVAL_METHOD__ -D__FLT_EVAL_METHOD__=2
// expect: this target computes with more digits than float has
#include <xact/xact.hpp>
