// expect: xact: this executor cannot be called as on(count, job)
// flags: -DON=declared{}
// flags: -DON=xact::executor{1}
#include <xact/xact.hpp>

struct declared {
  using executor_tag = xact::executor_tag;
  void operator()(std::size_t count) const;
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(ON, xact::elu{}, x, y); }
