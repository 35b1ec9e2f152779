// expect: xact: arrays must hold float or double; convert this input first
#include <xact/xact.hpp>

void compile_fail(int *x, std::size_t rows, std::size_t columns, std::span<float> y) {
  xact::forward(xact::relu{}, xact::strided{x, rows, columns, columns}, y);
}
