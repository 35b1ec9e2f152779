// expect: xact: this type does not declare itself an executor; add `using executor_tag = xact::executor_tag
// flags: -DCALL=forward(on,xact::elu{},x,y)
// flags: -DCALL=derivative(on,xact::elu{},x,y)
// flags: -DCALL=value_and_derivative(on,xact::elu{},x,y,z)
// flags: -DCALL=backward(on,xact::elu{},x,x,y)
// flags: -DCALL=backward(on,slope,x,x,y,z)
// flags: -DCALL=backward_from_output(on,xact::elu{},x,x,y)
// flags: -DCALL=forward_with_mask(on,xact::relu{},x,y,mask)
// flags: -DCALL=backward_from_mask(on,xact::relu{},mask,x,y)
// flags: -DCALL=forward(on,xact::softmax{},x,y)
// flags: -DCALL=backward(on,xact::softmax{},x,x,y)
// flags: -DCALL=backward_from_output(on,xact::softmax{},x,x,y)
// flags: -DCALL=cross_entropy(on,xact::softmax{},x,x,y)
// flags: -DCALL=forward(own_pool{},xact::elu{},x,y)
#include <xact/cross_entropy.hpp>
#include <xact/softmax.hpp>
#include <xact/xact.hpp>

struct own_pool {
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};

void compile_fail(std::span<const float> x, std::span<float> y, std::span<float> z, std::span<std::uint8_t> mask) {
  const auto on [[maybe_unused]] = [](std::size_t count, const auto &job) { own_pool{}(count, job); };
  const xact::prelu slope{x, {.channels = 3}};
  xact::CALL;
}
