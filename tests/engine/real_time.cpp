// No verb allocates: safe on a thread that must not wait.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training.hpp>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <utility>

namespace {
std::atomic<std::size_t> allocations = 0;

/// The number of allocations in `call`.
template <class Call> std::size_t allocations_of(const Call &call) {
  const std::size_t before = allocations;
  call();
  return allocations - before;
}

/// p, hidden from the compiler, which would leave out an allocation that nobody uses.
template <class P> P hidden(P p) {
  P volatile q = p;
  return q;
}
} // namespace

void *operator new(std::size_t size) {
  ++allocations;
  if (void *p = std::malloc(size == 0 ? 1 : size))
    return p;
  throw std::bad_alloc();
}
// The operator of the standard library calls the function above, but that of a sanitizer does not, and misses its own
// delete.
void *operator new(std::size_t size, const std::nothrow_t &) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void *operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto a = static_cast<std::size_t>(alignment);
  if (void *p = std::aligned_alloc(a, size == 0 ? a : (size + a - 1) / a * a))
    return p;
  throw std::bad_alloc();
}
XACT_OUTLINE void operator delete(void *p) noexcept { std::free(p); }
XACT_OUTLINE void operator delete(void *p, std::size_t) noexcept { std::free(p); }
XACT_OUTLINE void operator delete(void *p, std::align_val_t) noexcept { std::free(p); }
XACT_OUTLINE void operator delete(void *p, std::size_t, std::align_val_t) noexcept { std::free(p); }

// Functions of C, in front of those of glibc. Sanitizers have their own; and programs for other machines, which an
// emulator runs, are linked statically and can have only one malloc.
#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__GLIBC__) && defined(__x86_64__) && !defined(SANITIZED) && !defined(__SANITIZE_ADDRESS__) &&              \
    !defined(__SANITIZE_THREAD__)
#define COUNTS_MALLOC
extern "C" {
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *p, std::size_t size);
void *__libc_memalign(std::size_t alignment, std::size_t size);

void *malloc(std::size_t size) noexcept {
  ++allocations;
  return __libc_malloc(size);
}
void *calloc(std::size_t count, std::size_t size) noexcept {
  ++allocations;
  return __libc_calloc(count, size);
}
void *realloc(void *p, std::size_t size) noexcept {
  ++allocations;
  return __libc_realloc(p, size);
}
void *aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  ++allocations;
  return __libc_memalign(alignment, size);
}
int posix_memalign(void **p, std::size_t alignment, std::size_t size) noexcept {
  ++allocations;
  *p = __libc_memalign(alignment, size);
  return *p == nullptr ? ENOMEM : 0;
}
}
#endif

TEST_CASE("the count of allocations does count") {
  struct alignas(128) aligned {
    char bytes[128];
  };
  CHECK(allocations_of([] {}) == 0);
  CHECK(allocations_of([] { hidden(std::vector<float>(1).data()); }) > 0);
  CHECK(allocations_of([] { delete hidden(new aligned); }) > 0);
#ifdef COUNTS_MALLOC
  CHECK(allocations_of([] { std::free(hidden(std::malloc(1))); }) == 1);
  CHECK(allocations_of([] { std::free(hidden(std::calloc(1, 1))); }) == 1);
  CHECK(allocations_of([] { std::free(hidden(std::realloc(hidden(std::malloc(1)), 100))); }) == 2);
  CHECK(allocations_of([] { std::free(hidden(std::aligned_alloc(64, 64))); }) == 1);
  CHECK(allocations_of([] {
          void *p = nullptr;
          if (posix_memalign(&p, 64, 1) == 0)
            std::free(hidden(p));
        }) == 1);
#endif
}

TEMPLATE_TEST_CASE("no kernel allocates", "", float, double) {
  using T = TestType;
  std::vector<T> x(6000, T(-1));
  std::vector<T> dy(x.size(), T(1));
  std::vector<T> y(x.size());
  std::vector<T> d(x.size());
  std::vector<T> slopes(3, T(0.5));
  std::vector<T> dw(3);
  std::vector<std::uint8_t> mask((x.size() + 7) / 8);
  test::for_each_kind([&](auto f) {
    CHECK(allocations_of([&] {
            xact::forward(f, x, y);
            xact::derivative(f, x, y);
            xact::value_and_derivative(f, x, y, d);
            xact::backward(f, x, dy, xact::accumulate(d));
            if constexpr (xact::has_derivative_from_output<decltype(f)>)
              xact::backward_from_output(f, x, dy, d);
            if constexpr (xact::is_rectifier<decltype(f)>) {
              xact::forward_with_mask(f, x, y, mask);
              xact::backward_from_mask(f, mask, dy, d);
            }
          }) == 0);
  });
  for (const std::size_t inner : {std::size_t(1), std::size_t(20), std::size_t(2000)}) {
    const xact::channel_axis axis{.channels = 3, .inner = inner};
    const xact::prelu f{slopes, axis};
    CHECK(allocations_of([&] {
            xact::forward(f, x, y);
            xact::backward(f, x, dy, d, dw);
          }) == 0);
    const auto along = [&](const auto &g) {
      xact::forward(g, x, y);
      xact::backward(g, x, dy, d);
      xact::backward_from_output(g, y, dy, d);
    };
    CHECK(allocations_of([&] { along(xact::softmax{axis}); }) == 0);
    CHECK(allocations_of([&] { along(xact::log_softmax{axis}); }) == 0);
  }
}

TEMPLATE_TEST_CASE("no verb of training allocates", "", float, double) {
  using T = TestType;
  std::vector<T> x(6000, T(-1));
  std::vector<T> y(x.size());
  std::vector<T> a(3), da(3), v(3), losses(2000);
  const std::vector<int> labels(2000, 1);
  CHECK(allocations_of([&] {
          xact::penalize(xact::elastic_net(0.1, 0.5), x, y);
          xact::penalize(xact::l2(0.1), x, xact::accumulate(y));
          xact::penalize(xact::l1(0.1), x, xact::skip);
          xact::initialize_slopes(a);
          xact::update_slopes({.rate = 0.01}, a, da, v);
        }) == 0);
  for (const std::size_t inner : {std::size_t(1), std::size_t(20), std::size_t(2000)}) {
    const xact::channel_axis axis{.channels = 3, .inner = inner};
    const xact::softmax f{axis};
    CHECK(allocations_of([&] {
            xact::cross_entropy(f, x, labels, y, losses);
            xact::cross_entropy(f, x, labels, xact::accumulate(y));
            xact::cross_entropy(f, x, labels, xact::skip);
            xact::cross_entropy(f, x, std::as_const(x), y);
          }) == 0);
    xact::standardizer<T> s(axis);
    const xact::standardizer<T> other = s;
    CHECK(allocations_of([&] {
            s.observe(x);
            s.merge(other);
            s.apply(x, y);
            s.undo(y, y);
          }) == 0);
    // Saturated and non-finite outputs are counted in other ways.
    x[7] = static_cast<T>(xact::infinity);
    for (const xact::saturation &beyond : {xact::saturation{}, xact::saturation{.low = -0.99}}) {
      xact::unit_statistics<T> units(axis, beyond);
      const xact::unit_statistics<T> others = units;
      CHECK(allocations_of([&] {
              units.observe(x);
              units.forward(xact::elu{}, x, y);
              units.merge(others);
              y[0] = static_cast<T>(units.dead_units() + units.first_non_finite().index);
            }) == 0);
    }
    x[7] = T(-1);
  }
}
