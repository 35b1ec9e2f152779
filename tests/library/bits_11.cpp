// Prints the hashes of bits.h in C++11, from calls through xact11.hpp.

#include "bits.h"

#include <xact/xact11.hpp>

template <class T> static void run(const bits_case *c, bits_verb verb, std::size_t n, const T *x, const T *dy, T *out) {
  using namespace xact11;
  const function f = c->parameter != nullptr ? with(c->function, {{c->parameter, c->value}}) : as_function(c->function);
  if (verb == BITS_FORWARD)
    forward(f, at(x, n), at(out, n));
  else if (verb == BITS_DERIVATIVE)
    derivative(f, at(x, n), at(out, n));
  else
    backward(f, at(x, n), at(dy, n), at(out, n));
}

int main() {
  bits_require_target(xact_target());
  for (int f = XACT_RELU; const char *const name = xact_function_name(static_cast<xact_function>(f)); ++f)
    bits_print_function(run<float>, run<double>, name);
}
