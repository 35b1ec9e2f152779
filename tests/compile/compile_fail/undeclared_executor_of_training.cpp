// expect: xact: this type does not declare itself an executor; add `using executor_tag = xact::executor_tag
// flags: -DCALL=features.observe(on,x)
// flags: -DCALL=features.apply(on,x,y)
// flags: -DCALL=features.undo(on,y,x)
// flags: -DCALL=units.observe(on,x)
// flags: -DCALL=units.forward(on,xact::elu{},x,y)
// flags: -DCALL=xact::penalize(on,xact::l2(1),x,y)
// flags: -DCALL=xact::penalize(on,xact::l2(1),x,xact::skip)
// flags: -DCALL=features.observe(own_pool{},x)
#include <xact/training.hpp>
#include <xact/xact.hpp>

struct own_pool {
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};

void compile_fail(std::span<float> x, std::span<float> y) {
  const auto on [[maybe_unused]] = [](std::size_t count, const auto &job) { own_pool{}(count, job); };
  xact::standardizer<float> features({.channels = 3});
  xact::unit_statistics<float> units({.channels = 3});
  CALL;
}
