#include "../catch.hpp"
#include "../support.hpp"

using namespace test;

namespace {

template <class T> using call = xact::detail::arguments<T, 1, 1>;
template <class T> bool past_caches(const T *x, T *y, std::size_t n, xact::stores how) {
  return xact::kernels::past_caches(call<T>{"test", {{"x", x, 1, n, n}}, {{"y", y, 1, n, n, how}}});
}

} // namespace

TEMPLATE_TEST_CASE("streamed and cached outputs have the same bits at every length and alignment", "", float, double) {
  using T = TestType;
  const std::vector<T> x = random_numbers<T>(700, T(5), 1);
  const std::vector<T> dy = random_numbers<T>(700, T(2), 2);
  std::size_t wrong = 0;
  for (const std::size_t n : {0U, 1U, 17U, 127U, 128U, 129U, 255U, 256U, 300U, 600U})
    for (std::size_t offset = 0; offset < 64 / sizeof(T); ++offset) {
      const auto in = std::span(x).subspan(offset, n);
      const auto gradient = std::span(dy).subspan(3, n);
      std::vector<T> want(n + 40, T(7));
      std::vector<T> got = want;
      std::vector<T> want_more = want;
      std::vector<T> got_more = want;
      const auto part = [&](std::vector<T> &v) { return std::span(v).subspan(offset, n); };
      const auto compare = [&] { wrong += want != got || want_more != got_more; };
      const std::vector<T> slope{T(0.1)};
      const xact::prelu prelu{std::span(slope)};
      xact::forward(xact::elu{}, in, xact::cached(part(want)));
      xact::forward(xact::elu{}, in, xact::streamed(part(got)));
      compare();
      xact::forward(prelu, in, part(want));
      xact::forward(prelu, in, xact::streamed(part(got)));
      compare();
      xact::backward(xact::relu{}, in, gradient, part(want));
      xact::backward(xact::relu{}, in, gradient, xact::streamed(part(got)));
      compare();
      xact::value_and_derivative(xact::elu{}, in, part(want), part(want_more));
      xact::value_and_derivative(xact::elu{}, in, xact::streamed(part(got)), xact::streamed(part(got_more)));
      compare();
    }
  CHECK(wrong == 0);
}

TEST_CASE("rows can be streamed") {
  const std::vector<float> x = random_numbers<float>(4000, 5.F, 1);
  std::vector<float> want(4000, 7.F);
  std::vector<float> got = want;
  const xact::strided<const float> in{x.data(), 10, 370, 400};
  const auto out = [](std::vector<float> &y) { return xact::strided<float>{y.data() + 1, 10, 370, 390}; };
  xact::forward(xact::elu{}, in, out(want));
  xact::forward(xact::elu{}, in, xact::streamed(out(got)));
  CHECK(want == got);
}

TEST_CASE("an output that is read too is not streamed") {
  std::vector<float> x = random_numbers<float>(1000, 5.F, 1);
  std::vector<float> y(1000);
  CHECK(past_caches(x.data(), y.data(), 1000, xact::stores::streamed));
  CHECK_FALSE(past_caches(x.data(), x.data(), 1000, xact::stores::streamed));
  std::vector<float> want(1000);
  xact::forward(xact::elu{}, x, want);
  xact::forward(xact::elu{}, x, xact::streamed(x));
  CHECK(x == want);
}

TEST_CASE("outputs larger than the last-level cache are streamed, unless the caller says otherwise") {
  using xact::stores;
  // The decision looks at addresses and lengths alone.
  float *const x = reinterpret_cast<float *>(std::uintptr_t{1} << 40);
  float *const y = reinterpret_cast<float *>(std::uintptr_t{2} << 40);
  const std::size_t cache = xact::last_level_cache() / sizeof(float);
  CHECK(cache >= xact::smallest_cache / sizeof(float));
  CHECK_FALSE(past_caches(x, y, cache, stores::automatic));
  CHECK(past_caches(x, y, cache + 1, stores::automatic));
  CHECK_FALSE(past_caches(x, y, 4 * cache, stores::cached));
  CHECK(past_caches(x, y, 1000, stores::streamed));
  // Too short to be aligned, and elements that no vector can be aligned at.
  CHECK_FALSE(past_caches(x, y, 15, stores::streamed));
  CHECK_FALSE(
      past_caches(x, reinterpret_cast<float *>(reinterpret_cast<std::uintptr_t>(y) + 1), 1000, stores::streamed));
  const auto two = [&](std::size_t apart) {
    const xact::detail::arguments<float, 1, 2> a{
        "test",
        {{"x", x, 1, 1000, 1000}},
        {{"y", y, 1, 1000, 1000, stores::streamed}, {"d", y + 4096 + apart, 1, 1000, 1000, stores::streamed}}};
    return xact::kernels::past_caches(a);
  };
  CHECK(two(0));
  CHECK_FALSE(two(1));
}

TEST_CASE("a stream touches nothing outside the array") {
  const std::vector<float> x = random_numbers<float>(1000, 5.F, 1);
  guarded<float> memory(1000);
  for (const std::size_t offset : {0U, 1U, 5U})
    for (const bool at_end : {false, true}) {
      const auto y = at_end ? memory.back(1000, offset) : memory.front(1000, offset);
      std::fill(memory.all().begin(), memory.all().end(), 7.F);
      xact::forward(xact::relu{}, x, xact::streamed(y));
      std::size_t wrong = 0;
      for (float &v : memory.all())
        wrong += (&v < y.data() || &v >= y.data() + y.size()) && v != 7;
      for (std::size_t i = 0; i < y.size(); ++i)
        wrong += !same(y[i], xact::relu{}(x[i]));
      CHECK(wrong == 0);
    }
}
