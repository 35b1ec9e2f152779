// Tests of the contract with FTZ and DAZ enabled, as in audio programs. In these modes the processor treats subnormal
// operands as zero and flushes subnormal results to zero. Subnormal numbers then act as zero, the modes cause no NaN
// and no infinity, and the rest of the contract holds.

#include "catch.hpp"
#include "support.hpp"

#include <numeric>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

using namespace test;

namespace {

#if defined(__SSE2__) || defined(__aarch64__)

/// Enables FTZ and DAZ in the constructor, and restores the previous mode in the destructor.
class flushing {
public:
  flushing() : before_(read()) {
#if defined(__SSE2__)
    write(before_ | 0x8040U); // FTZ and DAZ
#else
    write(before_ | 1U << 24); // FZ enables both modes
#endif
  }
  ~flushing() { write(before_); }
  flushing(const flushing &) = delete;
  flushing &operator=(const flushing &) = delete;

private:
  // The compiler is not aware of the mode. The asm statements prevent the compiler from moving memory accesses across
  // the change of the mode.
#if defined(__SSE2__)
  using word = unsigned;
  static word read() { return _mm_getcsr(); }
  static void write(word mode) {
    __asm__ volatile("" ::: "memory");
    _mm_setcsr(mode);
    __asm__ volatile("" ::: "memory");
  }
#else
  using word = std::uint64_t;
  static word read() {
    word mode;
    __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
  }
  static void write(word mode) { __asm__ volatile("msr fpcr, %0" ::"r"(mode) : "memory"); }
#endif
  word before_;
};

template <class T> bool subnormal(T x) { return std::fpclassify(x) == FP_SUBNORMAL; }
/// Returns true for numbers that can act as zero. They include the smallest normal number, because a subnormal result
/// can round up to it.
template <class T> bool nothing(T x) { return std::fabs(x) <= std::numeric_limits<T>::min(); }

/// Returns true if `got` is allowed with FTZ and DAZ. `want` is the result without these modes.
template <class T> bool agrees(T got, T want) {
  return same(got, want) || (nothing(want) && (got == 0 || subnormal(got)));
}

template <class T> std::vector<T> inputs() {
  std::vector<T> x = interesting<T>();
  for (const T most : {std::numeric_limits<T>::min(), T(1), T(120), T(800), std::numeric_limits<T>::max()})
    for (const T v : random_numbers<T>(5000, most, 21))
      x.push_back(v);
  return x;
}

/// Returns random numbers whose products are normal or 0.
template <class T> std::vector<T> plain(std::size_t n, std::uint64_t seed) {
  std::vector<T> x = random_numbers<T>(n, T(100), seed);
  for (T &v : x)
    if (std::fabs(v) < T(1e-10))
      v = v < 0 ? T(-1) - v : T(0);
  return x;
}

/// The results of each kind of kernel on one array.
template <class T> struct answers {
  std::vector<T> value, derivative, value_too, derivative_too, dx, sum, dx_in_place, from_output, scalar,
      scalar_derivative;

  template <class F> answers(const F &f, const std::vector<T> &x, const std::vector<T> &dy, const std::vector<T> &old) {
    const std::size_t n = x.size();
    for (auto *v : {&value, &derivative, &value_too, &derivative_too, &dx, &from_output, &scalar, &scalar_derivative})
      v->resize(n);
    xact::value_and_derivative(f, x, value, derivative);
    xact::backward(f, x, dy, dx);
    sum = old;
    dx_in_place = x;
    xact::backward(f, dx_in_place, dy, dx_in_place);
    if constexpr (is_of_kinds<F>) {
      xact::forward(f, x, value_too);
      xact::derivative(f, x, derivative_too);
      xact::backward(f, x, dy, xact::accumulate(sum));
    } else {
      value_too = value;
      derivative_too = derivative;
    }
    if constexpr (xact::has_derivative_from_output<F>)
      if (xact::output_determines_derivative<T>(f))
        xact::backward_from_output(f, x, dy, from_output);
    for (std::size_t i = 0; i < n; ++i) {
      scalar[i] = f(x[i]);
      scalar_derivative[i] = f.derivative(x[i]);
    }
  }
};

template <class T> std::size_t differences(const std::vector<T> &a, const std::vector<T> &b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    count += !same(a[i], b[i]);
  return count;
}

/// Checks the results of f on x and dy with FTZ and DAZ against the results without these modes.
template <class F, class T>
void check_flushed(const F &f, const std::vector<T> &x, const std::vector<T> &dy, const std::string &what) {
  const std::vector<T> old = plain<T>(x.size(), 5);
  const answers<T> kept(f, x, dy, old);
  // With FTZ and DAZ a subnormal input acts as zero, so the results for such zeros are also allowed.
  std::vector<T> x_zeroed = x;
  std::vector<T> dy_zeroed = dy;
  for (auto *v : {&x_zeroed, &dy_zeroed})
    for (T &e : *v)
      e = subnormal(e) ? std::copysign(T(0), e) : e;
  const answers<T> zeroed(f, x_zeroed, dy_zeroed, old);
  const answers<T> flushed = [&] {
    const flushing mode;
    return answers<T>(f, x, dy, old);
  }();
  INFO(what);
  // With FTZ and DAZ, too, all kernels give the same bits.
  CHECK(differences(flushed.value, flushed.value_too) == 0);
  CHECK(differences(flushed.value, flushed.scalar) == 0);
  CHECK(differences(flushed.derivative, flushed.derivative_too) == 0);
  CHECK(differences(flushed.derivative, flushed.scalar_derivative) == 0);
  CHECK(differences(flushed.dx, flushed.dx_in_place) == 0);
  const auto compare = [&](const char *which, const auto &vector, const auto &operands_count) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const T got = (flushed.*vector)[i];
      const T want = (kept.*vector)[i];
      const T want_zeroed = (zeroed.*vector)[i];
      if (agrees(got, want) || agrees(got, want_zeroed) || (!operands_count(i) && agrees(got, T(0))))
        continue;
      INFO(which << " at x = " << show(x[i]) << ", dy = " << show(dy[i]) << ": " << show(got) << ", kept "
                 << show(want));
      CHECK(false);
    }
  };
  const auto always = [](std::size_t) { return true; };
  // If the derivative can act as zero, its product with dy can be zero.
  const auto derivative_counts = [&](std::size_t i) { return !nothing(kept.derivative[i]); };
  compare("value", &answers<T>::value, always);
  compare("derivative", &answers<T>::derivative, always);
  compare("backward", &answers<T>::dx, derivative_counts);
  compare("backward from the output", &answers<T>::from_output, derivative_counts);
  std::size_t wrong = 0;
  for (std::size_t i = 0; is_of_kinds<F> && i < x.size(); ++i)
    wrong += !agrees(flushed.sum[i], kept.sum[i]) && !agrees(flushed.sum[i], zeroed.sum[i]) &&
             !(nothing(kept.dx[i]) && same(flushed.sum[i], old[i])) && derivative_counts(i);
  CHECK(wrong == 0);
}

template <class T> void check_slope_gradient() {
  struct layout {
    std::size_t batch;
    xact::channel_axis axis;
  };
  for (const layout &l : {layout{5000, {}}, layout{300, {.channels = 7}}, layout{3, {.channels = 4, .inner = 490}},
                          layout{40, {.channels = 3, .inner = 5}}}) {
    const xact::channel_axis axis = l.axis;
    const std::size_t n = l.batch * axis.channels * axis.inner;
    const std::vector<T> slopes = plain<T>(axis.channels, 1);
    const std::vector<T> x = plain<T>(n, 2);
    const std::vector<T> dy = plain<T>(n, 3);
    const auto gradient = [&](const auto &f, const std::vector<T> &at) {
      std::vector<T> dx(n);
      std::vector<T> dw(axis.channels);
      xact::backward(f, at, dy, dx, dw);
      return std::pair(dx, dw);
    };
    const auto check = [&](const auto &f) {
      // A subnormal number in every seventh place adds nothing to the sum.
      std::vector<T> some = x;
      std::vector<T> zeros = x;
      for (std::size_t i = 0; i < n; i += 7) {
        some[i] = -std::numeric_limits<T>::denorm_min() * static_cast<T>(1 + i);
        zeros[i] = -T(0);
      }
      const auto kept = gradient(f, x);
      const auto kept_zeros = gradient(f, zeros);
      const flushing mode;
      const bool right = kept == gradient(f, x);
      const bool right_too = kept_zeros.second == gradient(f, some).second;
      INFO(axis.channels << " channels, inner " << axis.inner);
      CHECK(right);
      CHECK(right_too);
    };
    check(xact::prelu{slopes, axis});
    if constexpr (std::is_same_v<T, float>)
      check(xact::exact(xact::prelu{slopes, axis}));
  }
}

#endif

} // namespace

#if defined(__SSE2__) || defined(__aarch64__)

/// Functions that intermediate results make inexact with FTZ: subnormal terms next to the smallest normal numbers, or
/// with parameters that are subnormal or above 1e20. The guide names them.
static bool is_inexact_with_ftz(const std::string &what) {
  const std::string form = what.starts_with("exact ") ? what.substr(6) : what;
  if (form.starts_with("softplus") && form != "softplus(beta = 1)")
    return true;
  if (form.find("input_scale") != std::string::npos)
    return true;
  const std::string name = form.substr(0, form.find('('));
  for (const char *const inexact :
       {"silu", "swish", "quick_gelu", "gelu_tanh", "hard_tanh", "hard_sigmoid", "hard_swish", "soft_shrink",
        "softsign", "squareplus", "selu", "scaled_tanh", "xielu"})
    if (name == inexact)
      return true;
  return false;
}

TEMPLATE_TEST_CASE("with FTZ and DAZ only subnormal numbers change: they act as zero", "", float, double) {
  using T = TestType;
  {
    // Checks that the mode is active.
    volatile T tiny = std::numeric_limits<T>::denorm_min();
    volatile T least = std::numeric_limits<T>::min();
    const flushing mode;
    const bool operand = tiny == T(0);
    const bool result = least * T(0.5) == T(0);
    CHECK(operand);
    CHECK(result);
  }
  const std::vector<T> x = inputs<T>();
  std::vector<T> dy = plain<T>(x.size(), 9);
  for (std::size_t i = 0; i < x.size(); i += 5)
    dy[i] = x[(i * 7919) % x.size()];
  for_each_test_parameters([&](const auto &f, const std::string &what) {
    if (is_inexact_with_ftz(what))
      return;
    check_flushed(f, x, dy, what);
    for (const std::size_t n : {1U, 7U, 67U}) {
      const std::vector<T> first(x.begin() + 3, x.begin() + 3 + static_cast<std::ptrdiff_t>(n));
      check_flushed(f, first, std::vector<T>(n, T(2)), what);
    }
    // exact(f) is f itself if f is correctly rounded.
    if constexpr (std::is_same_v<T, float> && !xact::detail::is_correctly_rounded<std::remove_cvref_t<decltype(f)>>())
      check_flushed(xact::exact(f), x, dy, "exact " + what);
  });
}

TEMPLATE_TEST_CASE("the gradient of slopes treats subnormal numbers as zero", "", float, double) {
  check_slope_gradient<TestType>();
}

TEST_CASE("misuse is reported with FTZ and DAZ enabled") {
  misuse_trap trap;
  std::vector<float> x(10);
  std::vector<float> y(9);
  const flushing mode;
  xact::forward(xact::elu{}, x, y);
  CHECK(trap.says("xact::forward: x has 10 elements but y has 9"));
}

#endif
