// expect: this is no activation
// In the place of a functor, the library does not accept a function object with the parameters of an executor.
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward([](std::size_t count, const auto &job) { job(count); }, x, y);
}
