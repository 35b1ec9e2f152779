// expect: xact: this call lacks an array; forward(f, x, y) takes an input and an output
// flags: -DCALL=forward(xact::relu{},x)
// flags: -DCALL=forward(xact::softmax{},x)
// flags: -DCALL=derivative(xact::relu{},x)
// flags: -DCALL=value_and_derivative(xact::relu{},x,y)
// flags: -DCALL=backward(xact::relu{},x,y)
// flags: -DCALL=backward_from_output(xact::relu{},x,y)
// flags: -DCALL=forward_with_mask(xact::relu{},x,y)
// flags: -DCALL=backward_from_mask(xact::relu{},x,y)
#include <xact/softmax.hpp>
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  (void)y;
  xact::CALL;
}
