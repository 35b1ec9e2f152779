// Highway's max, expm1, exp and tanh, in plain loops over its vectors.

#include "../verbs.hpp"

// Compiles only for the best instruction set that the compiler's flags allow: Highway 1.0.3 does not compile for some
// of the other instruction sets that -march=native enables.
#define HWY_COMPILE_ONLY_STATIC
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>

HWY_BEFORE_NAMESPACE();
namespace {
namespace hn = hwy::HWY_NAMESPACE;

const suite::registration highway([]<class T>(T) {
  const hn::ScalableTag<T> d;
  suite::add_forward<T>(xact::relu{}, "relu", "highway", [d](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += hn::Lanes(d))
      hn::StoreU(hn::Max(hn::LoadU(d, &a.x[i]), hn::Zero(d)), d, &a.out[i]);
  });
  suite::add_forward<T>(xact::elu{}, "elu", "highway", [d](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += hn::Lanes(d)) {
      const auto x = hn::LoadU(d, &a.x[i]);
      hn::StoreU(hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Expm1(d, x)), d, &a.out[i]);
    }
  });
  suite::add_forward<T>(xact::tanh{}, "tanh", "highway", [d](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += hn::Lanes(d))
      hn::StoreU(hn::Tanh(d, hn::LoadU(d, &a.x[i])), d, &a.out[i]);
  });
  suite::add_backward<T>(xact::elu{}, "elu", "highway", [d](const suite::arrays<T> &a) {
    for (std::size_t i = 0; i < a.x.size(); i += hn::Lanes(d)) {
      const auto x = hn::LoadU(d, &a.x[i]);
      const auto dy = hn::LoadU(d, &a.dy[i]);
      hn::StoreU(hn::IfThenElse(hn::Gt(x, hn::Zero(d)), dy, hn::Mul(dy, hn::Exp(d, x))), d, &a.out[i]);
    }
  });
});

} // namespace
HWY_AFTER_NAMESPACE();
