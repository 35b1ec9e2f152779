// Every kind of call fits on a small stack, as real-time threads and fibres have.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/cross_entropy.hpp>
#include <xact/training.hpp>

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

/// Runs a job on a thread with a small stack, below which lies a page that cannot be touched.
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

/// Arrays of n elements in rows, with gaps or without.
template <class T> struct arrays {
  std::size_t rows, columns, stride;
  std::vector<T> memory[4];

  arrays(std::size_t of_rows, std::size_t of_columns, std::size_t gap)
      : rows(of_rows), columns(of_columns), stride(of_columns + gap) {
    for (std::size_t k = 0; k < 4; ++k)
      memory[k] = random_numbers<T>(rows * stride, T(4), k);
  }
  xact::strided<T> operator[](std::size_t k) { return {memory[k].data(), rows, columns, stride}; }
};

template <class T, class F> void bound_verbs(const xact::executor_ref &on, const F &f, arrays<T> &a) {
  auto x = a[0], dy = a[1], out = a[2], more = a[3];
  std::vector<T> dw(f.axis().channels);
  on_small_stack([&] {
    xact::forward(on, f, x, out);
    xact::forward(on, f, x, xact::streamed(out));
    xact::derivative(on, f, x, out);
    xact::value_and_derivative(on, f, x, xact::streamed(out), xact::streamed(more));
    xact::backward(on, f, x, dy, xact::streamed(out));
    xact::backward(on, f, x, dy, xact::accumulate(out), dw);
    xact::backward(on, f, x, dy, xact::streamed(out), xact::accumulate(dw));
    xact::backward(on, f, x, dy, xact::skip, dw);
  });
}

template <class T> void statistics(const xact::executor_ref &on, xact::channel_axis axis, arrays<T> &a) {
  auto x = a[0], out = a[1];
  xact::unit_statistics<T> units(axis);
  xact::unit_statistics<T> saturating(axis, {-1, 1});
  xact::standardizer<T> features(axis);
  on_small_stack([&] {
    units.observe(on, x);
    units.forward(on, xact::elu{}, x, out);
    saturating.observe(on, x);
    saturating.forward(on, xact::relu{}, x, xact::streamed(out));
    features.observe(on, x);
    features.apply(on, x, out);
    features.undo(on, out, out);
  });
}

template <class T> void along_axis(const xact::executor_ref &on, xact::channel_axis axis, arrays<T> &a) {
  auto x = a[0], dy = a[1], out = a[2];
  const std::vector<int> labels(a.rows * a.columns / axis.channels);
  on_small_stack([&] {
    xact::forward(on, xact::softmax{axis}, x, out);
    xact::forward(on, xact::log_softmax{axis}, x, out);
    xact::backward(on, xact::softmax{axis}, x, dy, xact::accumulate(out));
    xact::backward_from_output(on, xact::log_softmax{axis}, x, dy, out);
    (void)xact::cross_entropy(on, xact::softmax{axis}, x, labels, xact::accumulate(out));
    (void)xact::cross_entropy(on, xact::softmax{axis}, x, dy, xact::accumulate(out));
    (void)xact::cross_entropy(on, xact::softmax{axis}, x, dy, xact::skip);
  });
}

template <class T> void element_verbs(const xact::executor_ref &on, arrays<T> &a) {
  auto x = a[0], dy = a[1], out = a[2], more = a[3];
  std::vector<std::uint8_t> mask((a.rows * a.columns + 7) / 8);
  on_small_stack([&] {
    xact::forward(on, xact::elu{}, x, xact::streamed(out));
    xact::value_and_derivative(on, xact::elu{}, x, out, more);
    xact::backward(on, xact::elu{}, x, dy, xact::accumulate(out));
    xact::backward_from_output(on, xact::elu{}, x, dy, out);
    if (a.stride == a.columns || a.columns % 8 == 0) {
      xact::forward_with_mask(on, xact::relu{}, x, out, mask);
      xact::backward_from_mask(on, xact::relu{}, mask, dy, out);
    }
    (void)xact::penalize(on, xact::elastic_net(0.1, 0.5), x, xact::accumulate(out));
  });
}

} // namespace

TEMPLATE_TEST_CASE("every call fits on a stack of 64 KiB", "", float, double) {
  using T = TestType;
  const std::vector<T> slopes = random_numbers<T>(2000, T(1), 1);
  const auto with_channels = [&](xact::channel_axis axis, std::size_t rows, std::size_t columns, std::size_t gap) {
    INFO(axis.channels << " channels of " << axis.inner << ", " << rows << " rows of " << columns << ", gaps of "
                       << gap);
    arrays<T> a(rows, columns, gap);
    const xact::prelu f{std::span(slopes).first(axis.channels), axis};
    for (const xact::executor_ref on : {xact::executor_ref(xact::this_thread{}), xact::executor_ref(backwards)}) {
      element_verbs<T>(on, a);
      bound_verbs<T>(on, f, a);
      if constexpr (sizeof(T) == 4)
        bound_verbs<T>(on, xact::exact(f), a);
      statistics<T>(on, axis, a);
      along_axis<T>(on, axis, a);
    }
    CHECK(true);
  };
  for (const std::size_t gap : {0U, 3U}) {
    with_channels({}, 1, 30, gap);
    with_channels({}, 300, 300, gap);
    with_channels({.channels = 10}, 2000, 10, gap);
    with_channels({.channels = 64}, 700, 64, gap);
    with_channels({.channels = 2000}, 40, 2000, gap);
    with_channels({.channels = 30, .inner = 12}, 30 * 2 * 20, 6, gap);
    with_channels({.channels = 20, .inner = 100}, 20 * 2 * 20, 50, gap);
    with_channels({.channels = 3, .inner = 20000}, 4, 60000, gap);
  }
}
