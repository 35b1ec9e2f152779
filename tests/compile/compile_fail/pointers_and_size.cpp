// expect: std::span{x, n}
// flags: -DCALL=forward(xact::relu{},x,y)
// flags: -DCALL=forward(xact::relu{},x,y,n)
// flags: -DCALL=forward(xact::relu{},all,y)
// flags: -DCALL=derivative(xact::relu{},x,y,n)
// flags: -DCALL=value_and_derivative(xact::relu{},x,y,y,n)
// flags: -DCALL=backward(xact::relu{},x,x,y,n)
// flags: -DCALL=backward_from_output(xact::relu{},x,x,y,n)
// flags: -DCALL=forward(xact::softmax{},x,y,n)
#include <xact/softmax.hpp>
#include <xact/xact.hpp>

void compile_fail(std::span<const float> all, const float *x, float *y, std::size_t n) {
  (void)all, (void)x, (void)n;
  xact::CALL;
}
