// This test needs only a C++ compiler. It uses no test framework, no streams and no numbers wider than double. It
// therefore runs on every instruction set, even if a target lacks a test framework or emulates wide numbers, and under
// MSan, which requires that all code is instrumented. Some arrays are memory blocks of the exact size, so that
// sanitizers and valgrind detect accesses outside the array. Other arrays lie inside uninitialized memory. The test
// compares each result in a branch, so that MSan and valgrind report a result that depends on uninitialized memory.

#include <xact/training/initialize.hpp>
#include <xact/xact.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

// MSan of clang 14 and 19 does not support the masked loads and stores of AVX: MSan treats loaded elements as
// initialized, and does not mark stored elements as initialized. MSan supports the masked operations of AVX-512, and
// xact uses no masked operations of SSE2, so only AVX without AVX-512 needs the following macro, which initializes all
// arrays.
#if defined(__clang__)
#if __has_feature(memory_sanitizer) && defined(__AVX__) && !defined(__AVX512F__)
#define XACT_TEST_FILL_OUTPUTS
#endif
#endif

namespace {

#define XACT_TEST_TEXT_(x) #x
#define XACT_TEST_TEXT(x) XACT_TEST_TEXT_(x)
constexpr const char *arch = XACT_TEST_TEXT(XACT_ARCH);

long checks = 0;
long failures = 0;

/// The name of the functor under test, its parameter and the type of its elements, for messages.
const char *functor = "";
double parameter = 0;
const char *element = "";

void check(bool right, const char *what, std::size_t n, std::size_t i) {
  ++checks;
  if (!right && ++failures <= 20)
    std::printf("FAILED on %s: %s, %s(%g), %s: %zu elements, at %zu\n", arch, what, functor, parameter, element, n, i);
}

template <class T> bool is_nan(T x) { return x != x; }
// Some compilers of this test lack std::bit_cast.
template <class To, class From> To bit_cast(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}
template <class T> xact::bits_of<T> bits(T x) { return bit_cast<xact::bits_of<T>>(x); }
template <class T> bool same(T a, T b) { return bits(a) == bits(b) || (is_nan(a) && is_nan(b)); }

/// Calls fn(f) for the activation F with each of its test parameters.
template <class F, class Fn> void for_each_test_parameters(const Fn &fn) {
  for (const F &f : xact::test_parameters_of<F>()) {
    functor = F::name.data(); // names are string literals, which end in a null character
    parameter = 0;
    for (const auto &p : xact::parameters_of<F>())
      parameter = f.*p.member;
    fn(f);
  }
}

/// An array of `size` elements in a separate memory block. The block also has `offset` elements before the array and
/// `room` elements after the array, which are never initialized.
template <class T> class array {
public:
  array(std::size_t size, std::size_t offset, std::size_t room)
      : memory_(std::malloc((offset + size + room) * sizeof(T))), first_(static_cast<T *>(memory_) + offset),
        size_(size) {
#ifdef XACT_TEST_FILL_OUTPUTS
    for (std::size_t i = 0; i < size; ++i)
      first_[i] = T(77);
#endif
  }
  ~array() { std::free(memory_); }
  array(const array &) = delete;
  array &operator=(const array &) = delete;

  T *data() { return first_; }
  [[nodiscard]] const T *data() const { return first_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  T *begin() { return first_; }
  T *end() { return first_ + size_; }
  [[nodiscard]] const T *begin() const { return first_; }
  [[nodiscard]] const T *end() const { return first_ + size_; }
  T &operator[](std::size_t i) { return first_[i]; }
  const T &operator[](std::size_t i) const { return first_[i]; }

private:
  void *memory_;
  T *first_;
  std::size_t size_;
};

/// Returns the element with index i of a sequence of numbers of both signs. Some elements are large, zero, subnormal or
/// not finite.
template <class T> T number(std::size_t i) {
  constexpr T special[] = {T(0),
                           -T(0),
                           std::numeric_limits<T>::infinity(),
                           -std::numeric_limits<T>::infinity(),
                           std::numeric_limits<T>::quiet_NaN(),
                           std::numeric_limits<T>::denorm_min(),
                           T(-90),
                           T(-800)};
  if (i % 11 == 10)
    return special[i / 11 % 8];
  const auto mixed = static_cast<std::uint32_t>(i * 2654435761U) >> 8;
  return (static_cast<T>(mixed) - T(8388608)) / T(1048576);
}
template <class T> void fill(array<T> &x, std::size_t first) {
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = number<T>(first + i);
}
template <class T> void copy(array<T> &to, const array<T> &from) {
  for (std::size_t i = 0; i < to.size(); ++i)
    to[i] = from[i];
}

template <class T, class Want> void expect(const array<T> &got, const Want &want, const char *what) {
  for (std::size_t i = 0; i < got.size(); ++i)
    check(same(got[i], want(i)), what, got.size(), i);
}

/// These functions return dy·f'(x) and dy·f'(x) + sum. The results are bitwise equal to the results of the kernels.
template <class F, class T> T vjp(const F &f, T x, T dy) {
  return xact::lane(x, [&](auto v) { return xact::detail::vjp_in_x(f, v, decltype(v)(dy)); });
}
template <class F, class T> T add_vjp(const F &f, T x, T dy, T sum) {
  return xact::lane(x, [&](auto v) { return xact::detail::add_vjp_in_x(f, v, decltype(v)(dy), decltype(v)(sum)); });
}

template <class T, class F>
void every_kernel(const F &f, std::size_t n, std::size_t offset, std::size_t other, std::size_t room) {
  array<T> x(n, offset, room);
  array<T> dy(n, other, room);
  fill(x, n);
  fill(dy, n + 3);
  const auto value = [&](std::size_t i) { return f(x[i]); };
  const auto derivative = [&](std::size_t i) { return f.derivative(x[i]); };
  const auto product = [&](std::size_t i) { return vjp(f, x[i], dy[i]); };
  {
    array<T> y(n, other, room);
    array<T> d(n, offset, room);
    xact::forward(f, x, y);
    expect(y, value, "forward");
    xact::derivative(f, x, d);
    expect(d, derivative, "derivative");
  }
  {
    array<T> y(n, offset, room);
    array<T> d(n, other, room);
    xact::value_and_derivative(f, x, y, d);
    expect(y, value, "value of both");
    expect(d, derivative, "derivative of both");
  }
  {
    array<T> dx(n, other, room);
    xact::backward(f, x, dy, dx);
    expect(dx, product, "backward");
    fill(dx, n + 5);
    xact::backward(f, x, dy, xact::accumulate(dx));
    expect(dx, [&](std::size_t i) { return add_vjp(f, x[i], dy[i], number<T>(n + 5 + i)); }, "backward, accumulated");
  }
  {
    array<T> a(n, offset, room);
    copy(a, x);
    xact::forward(f, a, a);
    expect(a, value, "forward in place");
    copy(a, x);
    xact::backward(f, a, dy, a);
    expect(a, product, "backward in place of x");
    copy(a, dy);
    xact::backward(f, x, a, a);
    expect(a, product, "backward in place of dy");
  }
  if constexpr (xact::has_derivative_from_output<F>)
    if (xact::output_determines_derivative<T>(f)) {
      array<T> dx(n, other, room);
      xact::backward_from_output(f, x, dy, dx);
      expect(
          dx,
          [&](std::size_t i) {
            return xact::lane(x[i], [&](auto v) { return decltype(v)(dy[i]) * f.derivative_from_output(v); });
          },
          "backward from the output");
    }
}

/// Checks forward and backward on rows with uninitialized gaps.
template <class T, class F> void rows(const F &f, std::size_t columns, std::size_t gap) {
  constexpr std::size_t count = 4;
  const std::size_t stride = columns + gap;
  const std::size_t n = (count - 1) * stride + columns;
  array<T> x(n, 1, 0);
  array<T> dy(count * columns, 0, 0);
  array<T> y(n, 0, 0);
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t c = 0; c < columns; ++c)
      x[r * stride + c] = number<T>(r * columns + c);
  fill(dy, 9);
  const auto matrix = [&](array<T> &a) { return xact::strided<T>{a.data(), count, columns, stride}; };
  const auto compare = [&](const auto &want, const char *what) {
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t c = 0; c < columns; ++c)
        check(same(y[r * stride + c], want(x[r * stride + c], dy[r * columns + c])), what, columns, c);
  };
  xact::forward(f, matrix(x), matrix(y));
  compare([&](T v, T) { return f(v); }, "forward over rows");
  xact::backward(f, matrix(x), dy, matrix(y));
  compare([&](T v, T g) { return vjp(f, v, g); }, "backward over rows");
}

/// A hash of bits. All NaNs count as equal. The shift is necessary, because products do not propagate the highest bit
/// to lower bits.
struct hash {
  std::uint64_t value = 0xcbf29ce484222325U;
  template <class T> void add(T x) {
    value = (value ^ bits(is_nan(x) ? std::numeric_limits<T>::quiet_NaN() : x)) * 0x100000001b3U;
    value ^= value >> 32;
  }
};

void compare(const hash &got, std::uint64_t want, const char *what) {
  ++checks;
  if (got.value != want) {
    ++failures;
    std::printf("FAILED on %s: %s: hash %#llx, want %#llx\n", arch, what, static_cast<unsigned long long>(got.value),
                static_cast<unsigned long long>(want));
  }
}

/// Checks prelu with one slope per channel in every layout, and adds the gradient of the slopes to a hash.
template <class T, class Form> void channels(hash &gradients, Form form) {
  struct layout {
    std::size_t batch;
    xact::channel_axis axis;
  };
  for (const layout &l :
       {layout{1, {}}, layout{67, {}}, layout{5000, {}}, layout{3, {.channels = 5}}, layout{300, {.channels = 7}},
        layout{3, {.channels = 1500}}, layout{2, {.channels = 3, .inner = 5}}, layout{40, {.channels = 3, .inner = 5}},
        layout{3, {.channels = 4, .inner = 49}}, layout{2, {.channels = 3, .inner = 1100}}}) {
    const xact::channel_axis axis = l.axis;
    const std::size_t n = l.batch * axis.channels * axis.inner;
    array<T> slopes(axis.channels, 0, 0);
    array<T> x(n, 1, 3);
    array<T> dy(n, 3, 0);
    array<T> y(n, 0, 2);
    array<T> dx(n, 2, 1);
    array<T> dw(axis.channels, 0, 0);
    for (std::size_t c = 0; c < axis.channels; ++c)
      slopes[c] = T(c % 7) / T(4) - T(0.5);
    for (std::size_t i = 0; i < n; ++i) { // finite numbers, so that the sums are finite
      x[i] = number<T>(i - i % 11 % 10 / 9);
      x[i] = x[i] - x[i] == T(0) ? x[i] : T(-1);
      dy[i] = (static_cast<T>((i * 7919) % 2003) - T(1001)) / T(512);
    }
    const auto slope = [&](std::size_t i) { return slopes[i / axis.inner % axis.channels]; };
    const auto value = [&](std::size_t i) { return x[i] < 0 ? slope(i) * x[i] : x[i]; };
    const auto product = [&](std::size_t i) { return dy[i] * (x[i] <= 0 ? slope(i) : T(1)); };
    const auto f = form(xact::prelu{slopes, axis});
    xact::forward(f, x, y);
    expect(y, value, "forward over channels");
    xact::backward(f, x, dy, dx, dw);
    expect(dx, product, "backward over channels");
    for (const T v : dw)
      gradients.add(v);
    xact::backward(f, x, dy, xact::skip, xact::accumulate(dw));
    for (const T v : dw)
      gradients.add(v);
  }
}

/// Adds f, f' and dy·f' to a hash, for numbers that are spread over all bit patterns and over the range where an
/// exponential neither underflows nor saturates.
template <class T, class F> void add_values(const F &f, std::size_t count, hash &h) {
  array<T> x(2 * count, 0, 0);
  array<T> dy(2 * count, 0, 0);
  array<T> y(2 * count, 0, 0);
  array<T> d(2 * count, 0, 0);
  const auto step = static_cast<xact::bits_of<T>>(~xact::bits_of<T>(0) / count);
  const T most = sizeof(T) == 4 ? T(110) : T(760);
  for (std::size_t i = 0; i < count; ++i) {
    x[i] = bit_cast<T>(static_cast<xact::bits_of<T>>(step * i + i % 1021 * 77));
    x[count + i] = most * (static_cast<T>(i) / static_cast<T>(count / 2) - T(1));
  }
  fill(dy, 0);
  xact::value_and_derivative(f, x, y, d);
  for (const T v : y)
    h.add(v);
  for (const T v : d)
    h.add(v);
  xact::backward(f, x, dy, d);
  for (const T v : d)
    h.add(v);
}

/// Adds the results of exact elu to a hash, for inputs that double alone cannot round for some alpha: alpha·x is the
/// midpoint of two subnormal or normal floats. For the last two inputs, the double nearest to the true value is such a
/// midpoint.
void add_undecided(hash &h) {
  constexpr std::size_t count = 1000;
  array<float> x(2 * count + 2, 0, 0);
  array<float> y(x.size(), 0, 0);
  array<float> d(x.size(), 0, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto odd = static_cast<float>(2 * i + 1);
    x[i] = -odd * std::numeric_limits<float>::denorm_min();
    x[count + i] = -(1 + odd * std::numeric_limits<float>::epsilon()) * 0x1p-40F;
  }
  x[2 * count] = -0x1.c154a6p+4F;
  x[2 * count + 1] = -0x1.17a6eap-46F;
  for (const double alpha : {0.5, 1.5, -3.0, 0.1, 1.673, 0x1.8p-140}) {
    const auto f = xact::exact(xact::elu{.alpha = alpha});
    xact::value_and_derivative(f, x, y, d);
    for (std::size_t i = 0; i < x.size(); ++i) {
      h.add(y[i]);
      h.add(d[i]);
    }
  }
}

/// The random number generator SplitMix64 (Steele, Lea, Flood 2014).
struct generator {
  using result_type = std::uint64_t;
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }
  std::uint64_t state = 1;
  std::uint64_t operator()() {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
};

/// Adds a million initial weights of a distribution to a hash.
template <class T> void add_weights(const xact::distribution &d, hash &h) {
  array<T> w(1'000'000, 0, 0);
  xact::initialize(d, w, generator{});
  for (const T v : w)
    h.add(v);
}

/// Calls all kernels on arrays of many shapes.
template <class T, class F> void shapes(const F &f) {
  for (std::size_t n = 0; n <= 67; ++n) {
    every_kernel<T>(f, n, 0, 0, 0);
    every_kernel<T>(f, n, n % 16, n * 5 % 13, 64);
  }
  every_kernel<T>(f, 700, 1, 2, 1);
  for (const std::size_t columns : {1U, 5U, 16U, 37U})
    for (const std::size_t gap : {0U, 1U, 8U})
      rows<T>(f, columns, gap);
}

/// Tests one activation of each kind that the kernels distinguish. The other activations access memory in the same way,
/// but would take minutes to compile. XACT_TEST_BITS_ONLY omits these tests, because matrix.sh compiles the program
/// dozens of times.
void all_shapes() {
#ifndef XACT_TEST_BITS_ONLY
  xact::detail::for_each(xact::list<xact::relu, xact::formula::prelu, xact::elu>{}, []<class F>(F) {
    for_each_test_parameters<F>([](const F &f) {
      element = "float";
      shapes<float>(f);
      element = "double";
      shapes<double>(f);
    });
  });
  for_each_test_parameters<xact::elu>([](const xact::elu &f) {
    element = "exact float";
    shapes<float>(xact::exact(f));
  });
#endif
}

} // namespace

int main() {
  hash gradients;
  hash floats;
  hash doubles;
  hash exact;
  hash exact_gradients;
  all_shapes();
  xact::for_each_activation([&]<class F>(F) {
    for_each_test_parameters<F>([&](const F &f) {
      add_values<float>(f, 1 << 15, floats);
      add_values<double>(f, 1 << 15, doubles);
      // `exact` of any other functor evaluates in double, so that the last bit depends on FMA in rare cases.
      if constexpr (xact::evaluates_on_double_double<F> || xact::detail::is_correctly_rounded<F>())
        add_values<float>(xact::exact(f), 1 << 18, exact);
    });
  });
  hash undecided;
  add_undecided(undecided);
  hash weights;
  add_weights<float>(xact::he_normal({.in = 784, .out = 100}), weights);
  add_weights<double>(xact::he_normal({.in = 784, .out = 100}), weights);
  add_weights<float>(xact::xavier_uniform({.in = 784, .out = 100}), weights);
  functor = "prelu";
  channels<float>(gradients, [](const auto &f) { return f; });
  channels<double>(gradients, [](const auto &f) { return f; });
  channels<float>(exact_gradients, [](const auto &f) { return xact::exact(f); });
  compare(floats, xact::has_fma ? 0x2b5c921b87613646U : 0xfcaec5a02b262b79U, "values in float");
  compare(doubles, xact::has_fma ? 0x7561448520a46ffbU : 0xf2c299b96cb51f8fU, "values in double");
  compare(gradients, 0x982f0401fb9c1699U, "slope gradients");
  compare(exact, 0xd346d989ec52ef47U, "exact values");
  compare(undecided, 0xa51ed1ea5471b3ceU, "exact values that double cannot round");
  compare(exact_gradients, 0x2f34097ce3bc9071U, "exact slope gradients");
  compare(weights, 0xd580fe2b44f04ec5U, "initial weights");
  std::printf("%s, %s FMA: %ld checks, %ld failed\n", arch, xact::has_fma ? "with" : "without", checks, failures);
  return failures == 0 ? 0 : 1;
}
