// No kernel allocates: safe on a thread that must not wait.

#include "../catch.hpp"
#include "../support.hpp"

#include <cstdlib>
#include <new>

namespace {
std::size_t allocations = 0;
} // namespace

void *operator new(std::size_t size) {
  ++allocations;
  if (void *p = std::malloc(size == 0 ? 1 : size))
    return p;
  throw std::bad_alloc();
}
XACT_OUTLINE void operator delete(void *p) noexcept { std::free(p); }
XACT_OUTLINE void operator delete(void *p, std::size_t) noexcept { std::free(p); }

TEMPLATE_TEST_CASE("no kernel allocates", "", float, double) {
  using T = TestType;
  std::vector<T> x(6000, T(-1));
  std::vector<T> dy(x.size(), T(1));
  std::vector<T> y(x.size());
  std::vector<T> d(x.size());
  std::vector<T> slopes(3, T(0.5));
  std::vector<T> dw(3);
  const std::size_t before = allocations;
  test::for_each_kind([&](auto f) {
    xact::forward(f, x, y);
    xact::derivative(f, x, y);
    xact::value_and_derivative(f, x, y, d);
    xact::backward(f, x, dy, xact::accumulate(d));
    if constexpr (xact::has_derivative_from_output<decltype(f)>)
      xact::backward_from_output(f, x, dy, d);
  });
  for (const std::size_t inner : {std::size_t(1), std::size_t(20), std::size_t(2000)}) {
    const xact::prelu f{slopes, {.channels = 3, .inner = inner}};
    xact::forward(f, x, y);
    xact::backward(f, x, dy, d, dw);
  }
  CHECK(allocations == before);
  // The count does count.
  const std::vector<T> more(1);
  CHECK(allocations > before);
}
