// Random calls of element-wise verbs on floats.

#include "cases.hpp"
#include "elements.hpp"

void fuzz::try_float(random &r, const memory &of) {
  switch (r.below(7)) {
  case 0:
    return try_elements(r, of, unary<xact::relu, float>{});
  case 1:
    return try_elements(r, of, draw_leaky<float>(r));
  case 2:
    return try_elements(r, of, draw_elu<float>(r));
  case 3:
    return try_elements(r, of, unary<xact::sigmoid, float>{});
  case 4:
    return try_elements(r, of, prelu_subject<false, float>{});
  case 5:
    return try_elements(r, of, biased_subject<xact::elu, float>{draw_elu<float>(r)});
  default:
    return try_elements(r, of, learned_subject<float>{});
  }
}
