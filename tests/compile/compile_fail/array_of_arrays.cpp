// expect: xact: this is an array of arrays; pass std::span{x[0], n}
// flags: -DINPUT=rows -DOUTPUT=y
// flags: -DINPUT=y -DOUTPUT=rows
// flags: -DINPUT=vectors -DOUTPUT=y
#include <xact/xact.hpp>

#include <vector>

void compile_fail(float (&rows)[2][3], std::vector<std::vector<float>> &vectors, std::span<float> y) {
  (void)rows, (void)vectors;
  xact::forward(xact::relu{}, INPUT, OUTPUT);
}
