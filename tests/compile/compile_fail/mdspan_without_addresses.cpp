// expect: xact: the elements of this mdspan have no addresses with constant strides
#include "../../own_mdspan.hpp"

#include <xact/xact.hpp>

using matrix = test::own_mdspan<float, test::any_strides, 2, float>;
void compile_fail(const matrix &x, std::span<float> y) { xact::forward(xact::relu{}, x, y); }
