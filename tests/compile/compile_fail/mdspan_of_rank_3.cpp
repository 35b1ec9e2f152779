// expect: xact: an mdspan must have rank 1 or 2
#include "../../own_mdspan.hpp"

#include <xact/xact.hpp>

using matrix = test::own_mdspan<float, test::any_strides, 3>;
void compile_fail(const matrix &x, std::span<float> y) { xact::forward(xact::relu{}, x, y); }
