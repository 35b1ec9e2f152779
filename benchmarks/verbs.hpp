#pragma once

/// The verbs that ours and peers are compared in: what each computes, and how many arrays it moves.

#include "../tests/reference.hpp"
#include "suite.hpp"

namespace suite {

/// The slope of every channel of prelu.
inline constexpr double channel_slope = 0.25;

/// What the truth of f is told from.
template <class F> auto formula_of(const F &f) {
  if constexpr (xact::channel_bound<F>)
    return xact::fixed<typename F::formula>{channel_slope};
  else
    return f;
}

/// `function`, with the name of who else computes it.
inline std::string by(const std::string &function, const std::string &peer) {
  return peer.empty() ? function : function + '@' + peer;
}

/// call(a) computes out = f(x).
template <class T, class F, class Call>
void add_forward(const F &f, const std::string &function, const std::string &peer, Call call) {
  add<T>("forward/" + by(function, peer), 2, call,
         [f = formula_of(f)](const arrays<T> &a, std::size_t i) { return test::wide_value<T>(f, a.x[i]); });
}

/// call(a) computes out = dy·f'(x).
template <class T, class F, class Call>
void add_backward(const F &f, const std::string &function, const std::string &peer, Call call) {
  add<T>("backward/" + by(function, peer), 3, call, [f = formula_of(f)](const arrays<T> &a, std::size_t i) {
    return test::wide_slope<T>(f, a.x[i]) * static_cast<long double>(a.dy[i]);
  });
}

} // namespace suite
