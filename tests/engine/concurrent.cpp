// Calls on several threads at once, which read the same arrays and write arrays of their own. The program is compiled
// with ThreadSanitizer, which stops it at the first data race. Each thread compares its results with those of one
// thread.

#include <xact/cross_entropy.hpp>
#include <xact/softmax.hpp>
#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

constexpr std::size_t n =
    std::size_t(1) << 19; // outputs of 2 MiB, so that the first call asks for the size of the cache
constexpr std::size_t channels = 64;

struct inputs {
  std::vector<float> x = std::vector<float>(n);
  std::vector<float> dy = std::vector<float>(n);
  std::vector<float> slopes = std::vector<float>(channels, 0.25F);
  std::vector<int> labels = std::vector<int>(n / channels);

  inputs() {
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = static_cast<float>(i % 1000) / 100 - 5;
      dy[i] = static_cast<float>(i % 77) / 77;
    }
  }
};

/// All outputs of a thread.
struct outputs {
  std::vector<float> y = std::vector<float>(n);
  std::vector<float> dx = std::vector<float>(n);
  std::vector<float> p = std::vector<float>(n);
  std::vector<float> dslopes = std::vector<float>(channels);
  std::vector<std::uint8_t> mask = std::vector<std::uint8_t>(n / 8);
  double loss = 0;
  bool operator==(const outputs &) const = default;
};

outputs call(const inputs &in) {
  outputs to;
  xact::forward(xact::elu{}, in.x, to.y);
  xact::forward_with_mask(xact::relu{}, in.x, to.p, to.mask);
  xact::backward_from_mask(xact::relu{}, to.mask, in.dy, to.p);
  const xact::prelu slopes{in.slopes, {.channels = channels}};
  xact::backward(slopes, in.x, in.dy, to.dx, to.dslopes);
  xact::backward(xact::sigmoid{}, in.x, in.dy, xact::accumulate(to.dx));
  to.loss = xact::cross_entropy(xact::softmax{{.channels = channels}}, in.x, in.labels, to.p);
  to.loss += xact::penalize(xact::l2(1e-4), in.slopes, xact::accumulate(to.dslopes));
  (void)xact::visit("tanh", {}, [&](auto f) { xact::forward(f, to.y, to.y); });
  return to;
}

/// An executor that runs each job on a thread of its own.
struct threads {
  using executor_tag = xact::executor_tag;
  template <class Job> void operator()(std::size_t count, const Job &job) const {
    std::vector<std::thread> all;
    for (std::size_t k = 0; k < count; ++k)
      all.emplace_back([&, k] { job(k); });
    for (std::thread &t : all)
      t.join();
  }
};

} // namespace

int main() {
  const inputs in;
  std::vector<outputs> found(4);
  std::vector<std::thread> all;
  for (outputs &to : found)
    all.emplace_back([&] { to = call(in); });
  for (std::thread &t : all)
    t.join();

  const outputs expected = call(in);
  int wrong = 0;
  for (const outputs &to : found)
    wrong += !(to == expected);

  outputs on_threads;
  const xact::prelu slopes{in.slopes, {.channels = channels}};
  xact::backward(threads{}, slopes, in.x, in.dy, on_threads.dx, on_threads.dslopes);
  outputs on_one;
  xact::backward(slopes, in.x, in.dy, on_one.dx, on_one.dslopes);
  wrong += !(on_threads == on_one);

  std::printf("%d of 5 results differ\n", wrong);
  return wrong != 0;
}
