// expect: this is no activation
// A function object that takes a count and a job is a functor like any other, if it stands where a functor does.
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward([](std::size_t count, const auto &job) { job(count); }, x, y);
}
