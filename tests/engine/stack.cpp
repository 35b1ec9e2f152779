// Tests that every kind of call fits on a small stack, such as the stack of a real-time thread or a fibre.

#include "../catch.hpp"
#include "../every_call.hpp"

#include <pthread.h>

using namespace test;

namespace {

#if defined(__SANITIZE_ADDRESS__)
#define XACT_TEST_LARGE_FRAMES
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define XACT_TEST_LARGE_FRAMES
#endif
#endif
#if defined(XACT_TEST_LARGE_FRAMES) || !defined(__OPTIMIZE__)
constexpr std::size_t stack_bytes = std::size_t{512} << 10;
#else
constexpr std::size_t stack_bytes = std::size_t{64} << 10;
#endif

/// Runs a job on a thread with a small stack. The page below the stack cannot be accessed, so that an overflow ends the
/// program.
template <class Job> void on_small_stack(const Job &job) {
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, stack_bytes) == 0);
  pthread_t thread;
  const auto start = [](void *of) -> void * {
    (*static_cast<const Job *>(of))();
    return nullptr;
  };
  REQUIRE(pthread_create(&thread, &attributes, start, const_cast<Job *>(&job)) == 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

/// The arrays of a call, in rows with or without gaps.
template <class T> class arrays {
public:
  arrays(std::size_t rows, std::size_t columns, std::size_t gap)
      : rows_(rows), columns_(columns), stride_(columns + gap), mask_((rows * columns + 7) / 8) {
    for (std::size_t k = 0; k < 5; ++k)
      memory_[k] = random_numbers<T>(rows * stride_, T(4), k);
  }
  [[nodiscard]] bool holds_masks() const { return stride_ == columns_ || columns_ % 8 == 0; }
  operands<T> of(const xact::executor_ref &on, xact::channel_axis axis) {
    gradient_.resize(axis.channels);
    labels_.resize(rows_ * columns_ / axis.channels);
    const auto view = [&](std::size_t k) { return xact::strided<T>{memory_[k].data(), rows_, columns_, stride_}; };
    return {.on = on,
            .x = view(0),
            .dy = view(1),
            .y = view(2),
            .more = view(3),
            .sum = view(4),
            .gradient = gradient_,
            .mask = mask_,
            .labels = labels_};
  }

private:
  std::size_t rows_, columns_, stride_;
  std::vector<T> memory_[5], gradient_;
  std::vector<std::uint8_t> mask_;
  std::vector<int> labels_;
};

} // namespace

TEMPLATE_TEST_CASE("every call fits on a stack of 64 KiB", "", float, double) {
  using T = TestType;
  const std::vector<T> slopes(2000, T(0.25));
  const auto with_channels = [&](xact::channel_axis axis, std::size_t rows, std::size_t columns, std::size_t gap) {
    INFO(axis.channels << " channels of " << axis.inner << ", " << rows << " rows of " << columns << ", gaps of "
                       << gap);
    arrays<T> a(rows, columns, gap);
    const std::span<const T> own = std::span(slopes).first(axis.channels);
    calls<T> list = every_call<T>(own, axis);
    for (const calls<T> &more :
         {element_calls<T>(xact::stores::streamed), channel_calls<T>(own, axis, xact::stores::streamed)})
      list.insert(list.end(), more.begin(), more.end());
    for (const xact::executor_ref &on : {xact::executor_ref(xact::this_thread{}), xact::executor_ref(backwards)}) {
      const operands<T> with = a.of(on, axis);
      on_small_stack([&] {
        for (const call<T> &c : list)
          if (a.holds_masks() || !c.writes_mask)
            c.run(with);
      });
    }
    CHECK(true);
  };
  for (const std::size_t gap : {0U, 3U}) {
    with_channels({}, 1, 30, gap);
    with_channels({}, 60, 300, gap);
    with_channels({.channels = 10}, 1000, 10, gap);
    with_channels({.channels = 64}, 200, 64, gap);
    with_channels({.channels = 2000}, 10, 2000, gap);
    with_channels({.channels = 30, .inner = 12}, 30 * 2 * 20, 6, gap);
    with_channels({.channels = 20, .inner = 100}, 20 * 2 * 20, 50, gap);
    with_channels({.channels = 3, .inner = 5000}, 4, 15000, gap);
  }
}
