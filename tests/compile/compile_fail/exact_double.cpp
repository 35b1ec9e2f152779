// expect: this activation works on float alone
#include <xact/xact.hpp>

void compile_fail(std::span<const double> x, std::span<double> y) { xact::forward(xact::exact(xact::elu{}), x, y); }
