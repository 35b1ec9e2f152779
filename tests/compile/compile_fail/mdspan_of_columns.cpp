// expect: xact: this mdspan stores columns; use layout_right
#include "../../own_mdspan.hpp"

#include <xact/xact.hpp>

using matrix = test::own_mdspan<float, test::columns_first>;
void compile_fail(const matrix &x, std::span<float> y) { xact::forward(xact::relu{}, x, y); }
