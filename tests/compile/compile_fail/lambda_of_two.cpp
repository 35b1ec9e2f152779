// expect: this is no activation
// The first argument has the parameters of an executor, but no executor_tag. The library therefore expects a functor.
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward([](std::size_t count, const auto &job) { job(count); }, x, y);
}
