// The library accepts executors with a direct or an inherited executor_tag, and function objects in xact::executor.
#include <xact/softmax.hpp>
#include <xact/xact.hpp>

struct pool {
  using executor_tag = xact::executor_tag;
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    for (std::size_t k = 0; k < count; ++k)
      job(k);
  }
};
struct larger_pool : pool {};
void in_order(std::size_t count, xact::job_ref job) { pool{}(count, job); }

void compile_pass(std::span<const float> x, std::span<float> y) {
  xact::forward(pool{}, xact::elu{}, x, y);
  xact::forward(larger_pool{}, xact::elu{}, x, y);
  xact::forward(xact::executor{in_order}, xact::elu{}, x, y);
  xact::backward(xact::executor{[](std::size_t count, const auto &job) { pool{}(count, job); }}, xact::elu{}, x, x, y);
  xact::forward(xact::executor{pool{}}, xact::softmax{}, x, y);
  xact::forward(xact::executor_ref(pool{}), xact::elu{}, x, y);
}
