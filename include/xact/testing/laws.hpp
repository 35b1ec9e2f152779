#pragma once

/// The checks behind `conformance`, one a law.

#include <xact/testing/difference.hpp>
#include <xact/testing/inputs.hpp>
#include <xact/testing/report.hpp>
#include <xact/testing/subject.hpp>

#include <bit>

namespace xact::inline XACT_ARCH::testing {

/// The same bits; any NaN is the same as any other.
template <scalar T> bool same(T a, T b) {
  return std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b) || (std::isnan(a) && std::isnan(b));
}

/// Which of how many lanes or elements; nothing if it does not matter.
struct place {
  const char *text = "";
  std::size_t i = 0;
  std::size_t n = 0;

  [[nodiscard]] std::string words() const {
    return n == 0 ? "" : text + std::to_string(i) + " of " + std::to_string(n);
  }
};

/// Notes what was found where something else was wanted.
template <scalar T> class findings {
public:
  explicit findings(conformance_report &report) : report_(report) {}

  void add(law broken, std::string what, T input, T found, double wanted, std::string because, std::string where = "") {
    report_.add({broken, sizeof(T) == 4 ? "float" : "double", std::move(what), static_cast<double>(input),
                 static_cast<double>(found), wanted, std::move(where), std::move(because)});
  }
  void expect_same(law broken, const char *what, T input, T found, T wanted, const char *because, place where = {}) {
    if (!same(found, wanted))
      add(broken, what, input, found, static_cast<double>(wanted), because, where.words());
  }

private:
  conformance_report &report_;
};

inline std::string number(const char *text, double x) {
  char buffer[80];
  std::snprintf(buffer, sizeof buffer, "%s%.9g", text, x);
  return buffer;
}

// --- Values

template <scalar T> void check_special_values(findings<T> found, const map<T> &f, const special_values &stated) {
  const double wanted[] = {stated.nan, stated.minus_zero, stated.plus_zero, stated.minus_infinity,
                           stated.plus_infinity};
  for (std::size_t i = 0; i < 5; ++i)
    found.expect_same(law::special_values, f.name, special_inputs<T>[i], f(special_inputs<T>[i]),
                      static_cast<T>(wanted[i]), "as stated for this input, bit for bit");
}

template <scalar T> void check_nan(findings<T> found, const subject<T> &s) {
  const T nan = special_inputs<T>[0];
  if (!std::isnan(s.value(nan)))
    found.add(law::nan_propagation, "f", nan, s.value(nan), static_cast<double>(nan),
              "it hides the NaN; max, min and a comparison that is false for NaN do that, so select by x < bound");
}

template <scalar T> void check_nan_gradient(findings<T> found, const map<T> &derivative) {
  const T nan = special_inputs<T>[0];
  if (derivative(nan) == 0)
    found.add(law::nan_propagation, "f'", nan, derivative(nan), 1,
              "0 hides the NaN from the gradient; 1 (an identity branch) or NaN (a smooth function) shows it");
}

inline constexpr const char *by_itself = "which is what it gives by itself";

/// One batch with each special input in each lane, and unlike numbers in the others.
template <scalar T> void check_lanes(findings<T> found, const map<T> &f) {
  constexpr std::size_t size = native_batch<T>::size;
  for (const T special : special_inputs<T>)
    for (std::size_t lane = 0; lane < size; ++lane) {
      T x[size];
      T y[size];
      for (std::size_t i = 0; i < size; ++i)
        x[i] = i % 2 == 0 ? T(-0.5) : T(0.75);
      x[lane] = special;
      f.lanes(f.f, x, y);
      for (std::size_t i = 0; i < size; ++i) {
        const T alone = f(x[i]);
        const bool lost = std::isnan(x[i]) && std::isnan(alone) && !std::isnan(y[i]);
        found.expect_same(lost ? law::nan_propagation : law::lanes, f.name, x[i], y[i], alone,
                          i == lane ? by_itself : "which is what it gives by itself; another lane has changed it",
                          {"in lane ", i, size});
      }
    }
}

inline constexpr std::size_t longest = 67; // more than four of the widest vectors and a tail

/// Arrays of all short lengths, at all alignments, through the kernel; the inputs take turns.
template <scalar T>
void check_short_arrays(findings<T> found, const map<T> &f, std::span<const T> x, std::span<const T> alone) {
  constexpr std::size_t alignments = 64 / sizeof(T);
  alignas(64) T in[longest + alignments];
  alignas(64) T out[longest + alignments];
  std::size_t next = 0;
  for (std::size_t n = 1; n <= longest; ++n)
    for (std::size_t offset = 0; offset < alignments; ++offset) {
      const std::size_t other = (offset * 5 + 3) % alignments;
      for (std::size_t i = 0; i < n; ++i)
        in[offset + i] = x[(next + i) % x.size()];
      f.array(f.f, in + offset, out + other, n);
      for (std::size_t i = 0; i < n; ++i)
        found.expect_same(law::position, f.name, in[offset + i], out[other + i], alone[(next + i) % x.size()],
                          by_itself, {"as element ", i, n});
      next += n;
    }
}

/// One long array, shifted.
template <scalar T>
void check_long_arrays(findings<T> found, const map<T> &f, std::span<const T> x, std::span<const T> alone) {
  std::vector<T> y(x.size());
  for (const std::size_t shift : {0U, 1U, 2U, 3U, 5U, 16U, 33U}) {
    const std::size_t n = x.size() - shift;
    f.array(f.f, x.data() + shift, y.data(), n);
    for (std::size_t i = 0; i < n; ++i)
      found.expect_same(law::position, f.name, x[i + shift], y[i], alone[i + shift], by_itself, {"as element ", i, n});
  }
}

/// A special input at every place of an array of equal numbers.
template <scalar T> void check_places(findings<T> found, const map<T> &f) {
  const T usual = T(-0.5);
  for (const T special : special_inputs<T>)
    for (const std::size_t n : {std::size_t(1), std::size_t(7), longest})
      for (std::size_t place = 0; place < n; ++place) {
        T x[longest];
        T y[longest];
        std::fill(x, x + n, usual);
        x[place] = special;
        f.array(f.f, x, y, n);
        for (std::size_t i = 0; i < n; ++i)
          found.expect_same(law::position, f.name, x[i], y[i], f(x[i]), by_itself, {"as element ", i, n});
      }
}

template <scalar T> std::vector<T> alone(const map<T> &f, std::span<const T> x) {
  std::vector<T> y;
  for (const T v : x)
    y.push_back(f(v));
  return y;
}

/// Everything that may not depend on where a number stands. `x` are the inputs, `alone` what f gives for each.
template <scalar T>
void check_position(findings<T> found, const map<T> &f, std::span<const T> x, std::span<const T> alone) {
  check_lanes(found, f);
  check_places(found, f);
  check_short_arrays(found, f, x, alone);
  check_long_arrays(found, f, x, alone);
}

template <scalar T> void check_increasing(findings<T> found, const map<T> &f, std::vector<T> x) {
  std::erase_if(x, [](T v) { return !std::isfinite(v); });
  std::sort(x.begin(), x.end());
  T below = -std::numeric_limits<T>::infinity();
  T below_at = below;
  for (const T v : x) {
    const T y = f(v);
    if (y < below)
      found.add(law::increasing, "f", v, y, static_cast<double>(below),
                number("or more, because it is that already at ", static_cast<double>(below_at)));
    if (!std::isnan(y)) {
      below = y;
      below_at = v;
    }
  }
}

/// f(-x) has the bits of f(x) times `sign`; `alone` is f(x).
template <scalar T>
void check_symmetry(findings<T> found, const map<T> &f, T sign, std::span<const T> x, std::span<const T> alone) {
  for (std::size_t i = 0; i < x.size(); ++i)
    found.expect_same(law::odd, f.name, -x[i], f(-x[i]), sign * alone[i],
                      "because f is stated to be odd: what it is on the other side, with the sign that f or f' has");
}

// --- Derivatives

template <scalar T>
void check_both(findings<T> found, const subject<T> &s, std::span<const T> x, std::span<const T> values,
                std::span<const T> slopes) {
  std::vector<T> y(x.size());
  std::vector<T> d(x.size());
  s.both(s.f, x.data(), y.data(), d.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    found.expect_same(law::value_and_derivative, "its value", x[i], y[i], values[i], "the bits of operator()");
    found.expect_same(law::value_and_derivative, "its derivative", x[i], d[i], slopes[i], "the bits of derivative");
  }
}

/// True if dx is dy·slope, or 0 where the slope is 0 and `selects`.
template <scalar T> bool is_product(T dx, T dy, T slope, bool selects) {
  return same(dx, dy * slope) || (selects && slope == 0 && dx == 0);
}

/// True if the piece of the formula that x lies on, where f' is 0, has f' = 0 as far as a kink: that is a constant, and
/// not a derivative that has underflowed.
template <scalar T> bool on_constant_piece(const map<T> &derivative, T x, std::span<const double> kinks) {
  T below = -std::numeric_limits<T>::infinity();
  T above = std::numeric_limits<T>::infinity();
  for (const double kink : kinks) {
    const T k = static_cast<T>(kink);
    if (k < x)
      below = (std::max)(below, k);
    else
      above = (std::min)(above, k);
  }
  return (std::isfinite(below) && derivative(std::nextafter(below, above)) == 0) ||
         (std::isfinite(above) && derivative(std::nextafter(above, below)) == 0);
}

template <scalar T>
void check_backward(findings<T> found, const subject<T> &s, std::span<const T> x, std::span<const T> slopes,
                    std::span<const double> kinks) {
  std::vector<T> dy(x.size());
  std::vector<T> dx(x.size());
  for (const T gradient : {T(1), T(-1.7), T(0), special_inputs<T>[3], special_inputs<T>[4], special_inputs<T>[0]}) {
    std::fill(dy.begin(), dy.end(), gradient);
    s.backward(s.f, x.data(), dy.data(), dx.data(), x.size());
    const std::string what = number("dx for dy = ", static_cast<double>(gradient));
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool must_select = s.selects_gradient && slopes[i] == 0 && !std::isfinite(gradient) &&
                               on_constant_piece(s.derivative, x[i], kinks);
      if (must_select ? dx[i] != 0 : !is_product(dx[i], gradient, slopes[i], s.selects_gradient))
        found.add(law::backward, what, x[i], dx[i],
                  must_select ? 0 : static_cast<double>(gradient) * static_cast<double>(slopes[i]),
                  must_select ? "f' is a constant 0 here, so select 0 instead of a product" : "dy·f'(x)");
    }
  }
}

/// How much f' changes, as the output tells it, when the output is off by some of its last places.
template <scalar T> double output_error(const subject<T> &s, T y, T d) {
  constexpr T some = 8 * std::numeric_limits<T>::epsilon();
  const T outputs[] = {y * (1 - some), y * (1 + some)};
  T slopes[2];
  s.from_output(s.f, outputs, slopes, 2);
  // At a kink one of the two has crossed it.
  return std::fabs(static_cast<double>(std::fabs(slopes[0] - d) < std::fabs(slopes[1] - d) ? slopes[0] : slopes[1]) -
                   static_cast<double>(d));
}

template <scalar T>
void check_from_output(findings<T> found, const subject<T> &s, std::span<const T> x, std::span<const T> values,
                       std::span<const T> slopes) {
  std::vector<T> d(x.size());
  s.from_output(s.f, values.data(), d.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(values[i]) && !std::isnan(x[i])) // leaky relu at -∞, its slope 0: the output tells nothing
      continue;
    const double error = std::fabs(static_cast<double>(d[i]) - static_cast<double>(slopes[i]));
    const double rounding = 8 * static_cast<double>(std::numeric_limits<T>::epsilon() * std::fabs(slopes[i]));
    if (!same(d[i], slopes[i]) && !(error <= rounding + output_error(s, values[i], d[i])))
      found.add(law::derivative_from_output, number("f' from the output ", static_cast<double>(values[i])), x[i], d[i],
                static_cast<double>(slopes[i]), "which is f' from the input");
  }
}

/// How far a derivative of type T may be off: by the error of the slope it is held against, and by some epsilon, of f'
/// or of 1 and of x.
template <scalar T> double allowed_error(T x, const slope_estimate &e) {
  const double size = 4 * (std::max)(1.0, std::fabs(e.slope)) + std::fabs(static_cast<double>(x)) * e.curvature;
  return e.error + assumed_error * static_cast<double>(std::numeric_limits<T>::epsilon()) * size;
}

/// True where T cannot tell which side of a kink x lies on.
template <scalar T> bool beside_rounded_kink(T x, std::span<const double> kinks) {
  for (const double kink : kinks) {
    const T rounded = static_cast<T>(kink);
    if (static_cast<double>(rounded) != kink &&
        std::fabs(x - rounded) <= 2 * std::numeric_limits<T>::epsilon() * std::fabs(rounded))
      return true;
  }
  return false;
}

template <scalar T> std::string slope_text(T x, const slope_estimate &e, const char *hint) {
  char text[120];
  std::snprintf(text, sizeof text, "the slope of f there, within %.2g%s", allowed_error(x, e), hint);
  return text;
}

/// f' in T against the slope of f in W, which is T or wider.
template <scalar T, scalar W>
void check_derivative(findings<T> found, const map<T> &derivative, const map<W> &value, std::span<const double> kinks) {
  for (const T x : moderate_inputs<T>(kinks)) {
    if (beside_rounded_kink(x, kinks))
      continue;
    const slope_estimate e = slope(value, static_cast<W>(x), kinks);
    if (!(e.error < infinity) || !std::isfinite(static_cast<T>(e.slope)))
      continue;
    const T d = derivative(x);
    if (std::fabs(static_cast<double>(d) - e.slope) <= allowed_error(x, e))
      continue;
    const bool at_kink = std::find(kinks.begin(), kinks.end(), static_cast<double>(x)) != kinks.end();
    found.add(at_kink ? law::kink : law::derivative, derivative.name, x, d, e.slope,
              slope_text(x, e, at_kink ? ", from the left" : " (state a kink, if f has one nearby)"));
  }
}

/// |got - exact| in units in the last place of exact as a float, subnormals included.
inline double float_ulps(float got, double exact) {
  using limits = std::numeric_limits<float>;
  const auto rounded = static_cast<float>(exact);
  if (!std::isfinite(got) || !std::isfinite(rounded))
    return same(got, rounded) ? 0 : infinity;
  constexpr int least = limits::min_exponent - 1;
  const int exponent = exact == 0 ? least : (std::max)(std::ilogb(exact), least);
  return std::fabs(static_cast<double>(got) - exact) / std::ldexp(1.0, exponent - limits::digits + 1);
}

inline void check_accuracy(findings<float> found, const map<float> &f, const map<double> &wide, double bound,
                           std::span<const float> x, std::span<const double> kinks) {
  for (const float v : x) {
    if (!std::isfinite(v) || beside_rounded_kink(v, kinks))
      continue;
    const float got = f(v);
    const double exact = wide(static_cast<double>(v));
    const double error = float_ulps(got, exact);
    // Double is off by a little, too.
    if (!(error <= bound + 0x1p-20))
      found.add(law::accuracy, f.name, v, got, exact,
                number("it is off by ", error) + number(" ULP of double, and the bound is ", bound));
  }
}

// --- Parameters

/// `value` evaluates the formula in W, which is T or wider.
template <scalar T, scalar W>
void check_parameter(findings<T> found, const parametric_subject<T> &s, W (*value)(W x, W p)) {
  const std::string at = number("at p = ", static_cast<double>(s.parameter));
  check_lanes(found, s.derivative);
  for (int i = -80; i <= 80; ++i) {
    const T x = static_cast<T>(i) / 8;
    const T d = s.derivative(x);
    if (const T one = s.member(x), two = s.value(x, s.parameter); !same(one, two))
      found.add(law::parameter_derivative, "f", x, one, static_cast<double>(two),
                "f(x) is f(x, p) at its own parameter", at);
    const auto in_parameter = [&](W p) { return value(static_cast<W>(x), p); };
    const slope_estimate e = slope(in_parameter, static_cast<W>(s.parameter), {});
    if (e.error < infinity && !(std::fabs(static_cast<double>(d) - e.slope) <= allowed_error(x, e)))
      found.add(law::parameter_derivative, s.derivative.name, x, d, e.slope, slope_text(x, e, ", in p"), at);
    for (const T dy : {T(1), T(-1.7), special_inputs<T>[4], special_inputs<T>[0]}) {
      const T term = s.term(x, s.parameter, dy);
      const bool must_select = s.selects_gradient && d == 0 && x != 0 && !std::isfinite(dy);
      if (must_select ? term != 0 : !is_product(term, dy, d, s.selects_gradient))
        found.add(law::parameter_backward, number("the term for dy = ", static_cast<double>(dy)), x, term,
                  must_select ? 0 : static_cast<double>(dy) * static_cast<double>(d),
                  must_select ? "∂f/∂p is 0 here, so select 0 instead of a product" : "dy·∂f/∂p", at);
    }
  }
}

} // namespace xact::inline XACT_ARCH::testing
