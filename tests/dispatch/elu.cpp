#include <xact/functions/elu.hpp>
#include <xact/verbs/forward.hpp>

#include <span>

void XACT_TEST_ELU(const float *x, float *y, std::size_t n);
void XACT_TEST_ELU(const float *x, float *y, std::size_t n) {
  xact::forward(xact::elu{}, std::span(x, n), std::span(y, n));
}
