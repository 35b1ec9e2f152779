// Random calls of element-wise verbs on doubles.

#include "cases.hpp"
#include "elements.hpp"

void fuzz::try_double(random &r, const memory &of) {
  switch (r.below(5)) {
  case 0:
    return try_elements(r, of, unary<xact::relu, double>{});
  case 1:
    return try_elements(r, of, draw_elu<double>(r));
  case 2:
    return try_elements(r, of, prelu_subject<false, double>{});
  case 3:
    return try_elements(r, of, biased_subject<xact::relu, double>{});
  default:
    return try_elements(r, of, learned_subject<double>{});
  }
}
