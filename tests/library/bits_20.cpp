// Prints the hashes of bits.h in C++20. The calls use xact::dispatch, or headers that are compiled for the target
// XACT_TEST_TARGET.

#include "bits.h"

#include <xact/xact.hpp>
#include <xact/xact11.hpp> // a source file can include both headers

#include <span>

template <class T> static void run(const bits_case *c, bits_verb verb, std::size_t n, const T *x, const T *dy, T *out) {
  const xact::named_value parameter{c->parameter != nullptr ? c->parameter : "", c->value};
  const std::span<const xact::named_value> parameters{&parameter, c->parameter != nullptr ? 1U : 0U};
  const auto found = xact::visit(c->function, parameters, [&](const auto &f) {
    if (verb == BITS_FORWARD)
      xact::forward(f, std::span(x, n), std::span(out, n));
    else if (verb == BITS_DERIVATIVE)
      xact::derivative(f, std::span(x, n), std::span(out, n));
    else
      xact::backward(f, std::span(x, n), std::span(dy, n), std::span(out, n));
  });
  if (!found)
    std::exit(1);
}

int main() {
#ifdef XACT_DISPATCH
  bits_require_target(xact::dispatch_target());
#else
  bits_require_target(XACT_TEST_TARGET);
#endif
  xact::for_each_activation([](const auto &f) { bits_print_function(run<float>, run<double>, f.name.data()); });
}
