// Random calls of element-wise verbs with exact functors, which round correctly.

#include "cases.hpp"
#include "elements.hpp"

void fuzz::try_exact(random &r, const memory &of) {
  switch (r.below(3)) {
  case 0:
    return try_elements(r, of, draw_exact_elu(r));
  case 1:
    return try_elements(r, of, prelu_subject<true, float>{});
  default:
    return try_elements(r, of, biased_subject<xact::exact<xact::elu>, float>{draw_exact_elu(r)});
  }
}
