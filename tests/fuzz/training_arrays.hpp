#pragma once

/// The arrays of a call of a function in xact/training.hpp.

#include "numbers.hpp"
#include "run.hpp"
#include "shapes.hpp"

namespace fuzz {

template <class T> class training_arrays {
protected:
  training_arrays(random &r, const memory &of) : c_(r, of), r_(r), on_(r) { current = &c_; }

  void name(const char *verb, const char *more) {
    c_.what = std::string(verb) + (sizeof(T) == 4 ? " on float, " : " on double, ") + on_.name() + more;
  }
  void prepare(numbers kind) {
    spoil_shape(c_);
    c_.place();
    c_.open();
    misdescribe(c_);
    for (std::size_t o = 0; o < c_.operands.size(); ++o)
      if (can_exist(c_.operands[o].a) && rows_are_apart(c_.operands[o].a))
        fill<T>(c_, o, kind);
    c_.note();
  }
  [[nodiscard]] xact::strided<T> view(std::size_t o) const {
    const array &a = c_.operands[o].a;
    return {a.data<T>(), a.rows, a.columns, a.stride};
  }

  call c_;
  random &r_;
  executor on_;
  std::size_t x_ = none, y_ = none;
};

} // namespace fuzz
