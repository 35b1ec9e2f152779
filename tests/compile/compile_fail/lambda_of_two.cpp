// expect: this is no activation
// A function object that accepts a count and a job is a functor if it is passed in the place of a functor.
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward([](std::size_t count, const auto &job) { job(count); }, x, y);
}
