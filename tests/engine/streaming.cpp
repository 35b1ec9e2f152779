#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/unit_statistics.hpp>

using namespace test;

namespace {

/// Returns the record of a call that reads x and writes n numbers to each pointer in y.
template <class T>
xact::program::record call(const T *x, std::initializer_list<T *> y, std::size_t n, xact::stores how) {
  namespace k = xact::kernels;
  const auto array = [n](auto *p, xact::stores stores) {
    return xact::detail::view<std::remove_pointer_t<decltype(p)>>{"array", p, 1, n, n, stores};
  };
  xact::program::record r =
      k::make_record("test", {}, k::all_of(k::as_operand<k::dense<T>>(array(x, how))),
                     k::all_of(k::as_operand<k::written<T>>(array(*y.begin(), how))), xact::this_thread{});
  for (T *const more : std::span(y).subspan(1))
    r.out[r.outputs++] = k::as_operand(array(more, how));
  return r;
}
template <class T> using aligned_vector = std::vector<T, xsimd::aligned_allocator<T, 64>>;

template <class T> bool should_stream(const T *x, T *y, std::size_t n, xact::stores how) {
  return xact::kernels::should_stream(call(x, {y}, n, how), sizeof(xact::native_batch<T>),
                                      {.light = true, .per_channel = false});
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

TEMPLATE_TEST_CASE("a job that is too short for non-temporal stores stores through the caches", "", float, double) {
  using T = TestType;
  const std::vector<T> slopes{T(0.25), T(2)};
  const auto check = [](const auto &f, std::size_t n) {
    const std::vector<T> x = random_numbers<T>(n, T(5), 1);
    std::vector<T> y(n + 1);
    std::vector<T> want(n);
    xact::forward(f, x, want);
    for (const std::size_t offset : {0U, 1U}) { // offset 1 is not aligned to a vector
      const auto part = std::span(y).subspan(offset, n);
      xact::forward(backwards, f, x, xact::streamed(part));
      CHECK(std::equal(want.begin(), want.end(), part.begin()));
    }
  };
  check(xact::relu{}, xact::kernels::elements_per_job + 66);
  // With two channels and inner = 1 the first job is one segment of 1 KB longer than above. The last job has 66
  // elements again.
  check(xact::prelu{slopes, {.channels = 2}}, xact::kernels::elements_per_job + 1024 / sizeof(T) + 66);
}

TEST_CASE("rows accept non-temporal stores") {
  const std::vector<float> x = random_numbers<float>(4000, 5.F, 1);
  std::vector<float> want(4000, 7.F);
  std::vector<float> got = want;
  const xact::strided<const float> in{x.data(), 10, 370, 400};
  const auto out = [](std::vector<float> &y) { return xact::strided<float>{y.data() + 1, 10, 370, 390}; };
  xact::forward(xact::elu{}, in, out(want));
  xact::forward(xact::elu{}, in, xact::streamed(out(got)));
  CHECK(want == got);
}

TEMPLATE_TEST_CASE("non-temporal stores over channels have the same bits", "", float, double) {
  using T = TestType;
  struct layout {
    std::size_t rows;
    std::size_t columns;
    xact::channel_axis axis;
  };
  // A run consists of the `inner` adjacent elements of a channel. The layouts have runs of whole cache lines and of
  // other lengths; long runs of 2500 elements, and of 4097 elements, one more than the terms of a block in float; runs
  // of whole rows; and short runs, for which the loop processes many channels at once.
  for (const layout &l :
       {layout{1, 64 * 16 * 3, {.channels = 64, .inner = 16}}, layout{3, 20 * 49 * 2, {.channels = 20, .inner = 49}},
        layout{2, 3 * 2500, {.channels = 3, .inner = 2500}}, layout{2, 3 * 4097, {.channels = 3, .inner = 4097}},
        layout{4, 1500, {.channels = 2, .inner = 3000}}, layout{3, 3 * 700, {.channels = 3}},
        layout{2, 1500, {.channels = 1500}}, layout{3, 5 * 400, {.channels = 5, .inner = 7 + 1}},
        layout{2, 64 * 37, {.channels = 64}}, layout{1, 65 * 50, {.channels = 65}},
        layout{3, 256 * 9, {.channels = 256}}, layout{1, 9001, {}}}) {
    const std::size_t stride = l.columns + 3;
    const std::vector<T> x = random_numbers<T>(l.rows * stride, T(5), 1);
    const std::vector<T> dy = random_numbers<T>(l.rows * stride, T(2), 2);
    const std::vector<T> slopes = random_numbers<T>(l.axis.channels, T(1), 3);
    const xact::prelu prelu{slopes, l.axis};
    const xact::biased biased{xact::elu{}, slopes, l.axis};
    const auto rows = [&](auto &v, std::size_t offset) {
      return xact::strided{v.data() + offset, l.rows, l.columns, stride};
    };
    std::size_t wrong = 0;
    // At offset 0 the first row is aligned to 64 bytes, and at offset 8 at least to 32 bytes.
    for (const std::size_t offset : {0U, 1U, 5U, 8U}) {
      const aligned_vector<T> before(l.rows * stride + offset, T(7));
      const auto in = rows(x, 0);
      const auto gradient = rows(dy, 0);
      const auto compare = [&](const auto &call) {
        aligned_vector<T> want[2] = {before, before};
        aligned_vector<T> got[2] = {before, before};
        std::vector<T> want_sums(l.axis.channels);
        std::vector<T> got_sums(l.axis.channels);
        xact::strided<T> cached[2] = {rows(want[0], offset), rows(want[1], offset)};
        xact::strided<T> streamed[2] = {rows(got[0], offset), rows(got[1], offset)};
        call(xact::cached(cached[0]), xact::cached(cached[1]), want_sums);
        call(xact::streamed(streamed[0]), xact::streamed(streamed[1]), got_sums);
        wrong += want[0] != got[0] || want[1] != got[1] || want_sums != got_sums || want[0] == before;
      };
      compare([&](auto y, auto, auto &) { xact::forward(prelu, in, y); });
      compare([&](auto y, auto, auto &) { xact::forward(backwards, biased, in, y); });
      compare([&](auto y, auto d, auto &) { xact::value_and_derivative(prelu, in, y, d); });
      compare([&](auto dx, auto, auto &sums) { xact::backward(prelu, in, gradient, dx, sums); });
      compare([&](auto dx, auto, auto &sums) { xact::backward(backwards, biased, in, gradient, dx, sums); });
      compare([&](auto y, auto, auto &sums) {
        xact::unit_statistics<T> statistics(l.axis);
        statistics.forward(xact::elu{}, in, y);
        for (std::size_t c = 0; c < sums.size(); ++c)
          sums[c] = static_cast<T>(statistics.units()[c].mean() + statistics.units()[c].variance());
      });
    }
    INFO(l.rows << " rows of " << l.columns << ", " << l.axis.channels << " channels of " << l.axis.inner);
    CHECK(wrong == 0);
  }
}

TEST_CASE("an output that is also an input does not use non-temporal stores") {
  std::vector<float> x = random_numbers<float>(1000, 5.F, 1);
  std::vector<float> y(1000);
  CHECK(should_stream(x.data(), y.data(), 1000, xact::stores::streamed));
  CHECK_FALSE(should_stream(x.data(), x.data(), 1000, xact::stores::streamed));
  std::vector<float> want(1000);
  xact::forward(xact::elu{}, x, want);
  xact::forward(xact::elu{}, x, xact::streamed(x));
  CHECK(x == want);
}

TEST_CASE("outputs larger than the last-level cache use non-temporal stores, unless the caller forbids them") {
  using xact::stores;
  // The decision depends only on addresses and lengths, so that the test needs no arrays at these addresses.
  float *const x = reinterpret_cast<float *>(std::uintptr_t{1} << 40);
  float *const y = reinterpret_cast<float *>(std::uintptr_t{2} << 40);
  const std::size_t cache = xact::kernels::current_tuning().last_level_cache() / sizeof(float);
  CHECK(cache >= xact::kernels::smallest_cache / sizeof(float));
  CHECK_FALSE(should_stream(x, y, cache, stores::automatic));
  CHECK(should_stream(x, y, cache + 1, stores::automatic));
  CHECK_FALSE(should_stream(x, y, 4 * cache, stores::cached));
  CHECK(should_stream(x, y, 1000, stores::streamed));
  // Outputs without non-temporal stores: one shorter than 16 vectors, and one whose elements are not aligned.
  CHECK_FALSE(should_stream(x, y, 15, stores::streamed));
  CHECK_FALSE(
      should_stream(x, reinterpret_cast<float *>(reinterpret_cast<std::uintptr_t>(y) + 1), 1000, stores::streamed));
  const auto two = [&](std::size_t apart) {
    return xact::kernels::should_stream(call(x, {y, y + 4096 + apart}, 1000, stores::streamed),
                                        sizeof(xact::native_batch<float>), {.light = true, .per_channel = false});
  };
  CHECK(two(0));
  CHECK_FALSE(two(1));
}

TEST_CASE("the markers streamed and cached reach the operand") {
  namespace k = xact::kernels;
  std::vector<float> y(1000);
  const auto stores = [](const auto &o) { return static_cast<xact::stores>(o.plain.stores); };
  CHECK(stores(k::output<float>("y", y)) == xact::stores::automatic);
  CHECK(stores(k::output<float>("y", xact::streamed(y))) == xact::stores::streamed);
  CHECK(stores(k::output<float>("y", xact::cached(y))) == xact::stores::cached);
}

TEST_CASE("calls over channels use non-temporal stores by default if the formula is short") {
  using xact::stores;
  float *const x = reinterpret_cast<float *>(std::uintptr_t{1} << 40);
  float *const y = reinterpret_cast<float *>(std::uintptr_t{2} << 40);
  const std::size_t more = (xact::kernels::current_tuning().last_level_cache() / sizeof(float) / 16 + 1) * 16;
  // Returns true if the plan of an operation with 16 channels (inner = 1) uses non-temporal stores.
  namespace k = xact::kernels;
  const auto streams = [&]<class Op>(const Op &, std::size_t n, stores how) {
    auto r = call(x, {y}, n, how);
    r.channels = 16;
    const auto p = k::as_operand<k::per_channel<float>>(xact::detail::view<const float>{"p", x, 1, 16, 16});
    r.in[r.inputs++] = p.plain;
    k::plan plan;
    using inputs = k::kinds<k::dense<float>, k::per_channel<float>>;
    REQUIRE(k::make_plan(r, k::kernel_type_of<Op, inputs, k::kinds<k::written<float>>>, false, plan));
    return plan.streams;
  };
  const auto op = []<class F>(const F &f) { return k::value_op<F, float>(f); };
  const auto light = op(xact::formula::prelu{});
  const auto heavy = op(xact::formula::biased<xact::elu>{});
  CHECK(streams(light, more, stores::automatic));
  CHECK(streams(op(xact::formula::biased<xact::relu>{}), more, stores::automatic));
  CHECK_FALSE(streams(light, more, stores::cached));
  CHECK_FALSE(streams(light, 1024, stores::automatic));
  CHECK_FALSE(streams(heavy, more, stores::automatic));
  CHECK(streams(heavy, 1024, stores::streamed));
  // The operation of statistics has the `unroll` of the functor whose outputs it observes.
  CHECK(xact::unroll<k::unit_terms<xact::relu, false>> == xact::unroll<xact::relu>);
  CHECK(xact::unroll<k::unit_terms<xact::elu, false>> == xact::unroll<xact::elu>);
}

TEST_CASE("non-temporal stores write nothing outside the array") {
  const std::vector<float> x = random_numbers<float>(1000, 5.F, 1);
  const std::vector<float> slopes(40, 0.5F);
  guarded<float> memory(1000);
  for (const std::size_t offset : {0U, 1U, 5U})
    for (const bool at_end : {false, true}) {
      const auto y = at_end ? memory.back(1000, offset) : memory.front(1000, offset);
      const auto check = [&](const auto &f, float slope) {
        std::fill(memory.all().begin(), memory.all().end(), 7.F);
        xact::forward(f, x, xact::streamed(y));
        std::size_t wrong = 0;
        for (float &v : memory.all())
          wrong += (&v < y.data() || &v >= y.data() + y.size()) && v != 7;
        for (std::size_t i = 0; i < y.size(); ++i)
          wrong += y[i] != (x[i] < 0 ? slope * x[i] : x[i]);
        CHECK(wrong == 0);
      };
      check(xact::relu{}, 0.F);
      for (const std::size_t inner : {1U, 25U})
        check(xact::prelu{slopes, {.channels = slopes.size(), .inner = inner}}, 0.5F);
    }
}
