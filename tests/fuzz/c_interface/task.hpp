#pragma once

/// The random choices for a call of xact.h, before spoil.hpp makes fields wrong.

#include "../random.hpp"

#include <xact.h>

namespace fuzz {

struct task {
  xact_function function = XACT_RELU;
  xact_verb verb = XACT_FORWARD;
  xact_tier tier = XACT_DEFAULT;
  xact_type type = XACT_F32;
  xact_type label = XACT_I32;
  bool by_channel = false; ///< one parameter per channel
  bool adds = false;       ///< accumulates into the first output
  bool skips = false;      ///< skips the first output
  bool sums = false;       ///< computes the gradient of the parameters
  bool sums_add = false;
  bool by_targets = false; ///< targets instead of labels
  bool losses = false;     ///< writes the losses
  bool whole_rows = false; ///< each row is a slice

  [[nodiscard]] bool of_slices() const { return function >= XACT_SOFTMAX; }
};

inline bool is_rectifier(xact_function f) {
  return f == XACT_RELU || f == XACT_LEAKY_RELU || f == XACT_PRELU || f == XACT_RRELU;
}

inline void draw_slices(random &r, task &t) {
  t.verb = r.one_of({XACT_FORWARD, XACT_BACKWARD, XACT_BACKWARD_FROM_OUTPUT});
  t.whole_rows = r.percent(25);
  if (r.percent(50)) {
    t.function = XACT_SOFTMAX;
    t.verb = XACT_CROSS_ENTROPY;
    t.skips = r.percent(20);
    t.by_targets = r.percent(35);
    t.losses = r.percent(60);
    t.label = r.one_of({XACT_I8, XACT_I16, XACT_I32, XACT_I64, XACT_U8, XACT_U16, XACT_U32, XACT_U64});
  }
  t.adds = !t.skips && t.verb != XACT_FORWARD && r.percent(30);
}

inline void draw_elements(random &r, task &t) {
  t.verb = static_cast<xact_verb>(r.between(XACT_FORWARD, XACT_BACKWARD_FROM_MASK));
  if (t.verb >= XACT_FORWARD_WITH_MASK && !is_rectifier(t.function))
    t.verb = XACT_BACKWARD;
  if (t.type == XACT_F32 && r.percent(20)) {
    t.tier = XACT_EXACT;
    t.verb = r.one_of({XACT_FORWARD, XACT_DERIVATIVE, XACT_BACKWARD});
  }
  t.by_channel = t.function == XACT_PRELU && r.percent(75);
  t.sums = t.by_channel && t.verb == XACT_BACKWARD && r.percent(70);
  t.sums_add = r.percent(40);
  t.skips = t.sums && r.percent(25);
  const bool differentiates =
      t.verb == XACT_BACKWARD || t.verb == XACT_BACKWARD_FROM_OUTPUT || t.verb == XACT_BACKWARD_FROM_MASK;
  t.adds = differentiates && !t.skips && t.tier == XACT_DEFAULT && r.percent(30);
}

inline task draw_task(random &r) {
  task t;
  t.type = r.percent(60) ? XACT_F32 : XACT_F64;
  if (r.percent(30)) {
    t.function = r.one_of({XACT_SOFTMAX, XACT_LOG_SOFTMAX});
    draw_slices(r, t);
  } else {
    t.function = r.percent(25) ? XACT_PRELU : static_cast<xact_function>(r.between(XACT_RELU, XACT_IDENTITY));
    draw_elements(r, t);
  }
  return t;
}

} // namespace fuzz
