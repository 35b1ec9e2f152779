// Tests that no call of the library allocates memory, as real-time threads require.

#include "../catch.hpp"
#include "../every_call.hpp"

#include <xact/training.hpp>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>

using namespace test;

namespace {
std::atomic<std::size_t> allocations = 0;

/// Returns the number of allocations in `call`.
template <class Call> std::size_t allocations_of(const Call &call) {
  const std::size_t before = allocations;
  call();
  return allocations - before;
}

/// Returns p, read from a volatile variable. Otherwise the compiler would remove an unused allocation.
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
// This operator is necessary with a sanitizer: the nothrow operator of a sanitizer does not call the operator above,
// and requires the delete operator of the sanitizer.
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

// These C functions replace those of glibc. A program with a sanitizer does not define them, because the sanitizer
// replaces the same functions. Programs for other machines than x86-64 do not define them either: they are linked
// statically, to run in an emulator, and a static program can have only one malloc.
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

TEST_CASE("the counter detects allocations") {
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

TEMPLATE_TEST_CASE("no call allocates", "", float, double) {
  using T = TestType;
  // One input is infinite, so that statistics run the separate loop that finds non-finite outputs.
  std::vector<T> x(6000, T(-1));
  x[7] = static_cast<T>(xact::infinity);
  std::vector<T> dy(x.size(), T(1)), y = x, more = x, sum = x, gradient(3);
  const std::vector<T> slopes(3, T(0.5));
  std::vector<std::uint8_t> mask((x.size() + 7) / 8);
  const std::vector<int> labels(2000, 1);
  const auto view = [](std::vector<T> &v) { return xact::strided<T>{v.data(), 1, v.size(), v.size()}; };
  const operands<T> arrays{.x = view(x),
                           .dy = view(dy),
                           .y = view(y),
                           .more = view(more),
                           .sum = view(sum),
                           .gradient = gradient,
                           .mask = mask,
                           .labels = labels};
  for (const std::size_t inner : {1U, 20U, 2000U})
    for (const call<T> &c : every_call<T>(slopes, {.channels = 3, .inner = inner})) {
      INFO(c.name << ", channels of " << inner);
      CHECK(allocations_of([&] { c.run(arrays); }) == 0);
    }
}

TEMPLATE_TEST_CASE("updates of slopes and merged statistics do not allocate", "", float, double) {
  using T = TestType;
  std::vector<T> a(3), da(3), v(3);
  CHECK(allocations_of([&] {
          xact::initialize_slopes(a);
          xact::update_slopes({.rate = 0.01}, a, da, v);
        }) == 0);
  const xact::channel_axis axis{.channels = 3};
  xact::standardizer<T> features(axis);
  const xact::standardizer<T> more_features = features;
  xact::unit_statistics<T> units(axis);
  const xact::unit_statistics<T> more_units = units;
  CHECK(allocations_of([&] {
          features.merge(more_features);
          units.merge(more_units);
          a[0] = static_cast<T>(units.dead_units() + units.first_non_finite().index);
        }) == 0);
}
