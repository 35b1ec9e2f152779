#pragma once

/// The cross-entropy losses of slices, the gradients of the losses, and the sum of all losses. The inputs are logits,
/// and either labels or targets.

#include <xact/engine/exp_sum.hpp>
#include <xact/engine/slices.hpp>
#include <xact/numbers/double_double.hpp>

#include <cstring>

namespace xact::inline XACT_ARCH::kernels {

/// A compensated sum of losses: `lost` is the sum of the rounding errors of the additions to `sum`. If a loss is
/// infinite, the total is infinite.
struct loss_sum {
  double sum = 0;
  double lost = 0;

  XACT_FLAT void add(double loss) noexcept {
    const auto next = math::two_sum(sum, loss);
    sum = next.hi;
    lost += next.lo;
  }
  XACT_FLAT void add(const loss_sum &other) noexcept {
    add(other.sum);
    lost += other.lost;
  }
  [[nodiscard]] double total() const noexcept { return detail::is_zero(sum - sum) ? sum + lost : sum; }
};

/// Reads an array of labels of any integer type.
class label_reader {
public:
  explicit label_reader(const operand &labels) noexcept : data_(labels.data), type_(labels.type) {}

  /// Label i. If the label is negative, the result is the label modulo 2^64.
  [[nodiscard]] std::uint64_t operator[](std::size_t i) const noexcept {
    switch (type_) {
    case XACT_I8:
      return at<std::int8_t>(i);
    case XACT_I16:
      return at<std::int16_t>(i);
    case XACT_I32:
      return at<std::int32_t>(i);
    case XACT_U8:
      return at<std::uint8_t>(i);
    case XACT_U16:
      return at<std::uint16_t>(i);
    case XACT_U32:
      return at<std::uint32_t>(i);
    default:
      return at<std::uint64_t>(i);
    }
  }
  /// True if label i is negative.
  [[nodiscard]] bool is_negative(std::size_t i) const noexcept {
    return type_ < XACT_U8 && static_cast<std::int64_t>((*this)[i]) < 0;
  }

private:
  template <class Label> [[nodiscard]] std::uint64_t at(std::size_t i) const noexcept {
    Label label;
    std::memcpy(&label, static_cast<const Label *>(data_) + i,
                sizeof label); // memcpy, because the elements may have another integer type of the same size
    return static_cast<std::uint64_t>(label);
  }

  const void *data_;
  std::uint8_t type_;
};

/// A functor that returns the loss -log softmax(x)[label] of each slice of a `slice` object. Depending on Mode, the
/// functor also writes the gradient of the loss in x, divided by `count`, to the output, or adds it to the output.
template <scalar T, output_mode Mode> struct label_loss {
  static constexpr std::size_t inputs = 1;
  static constexpr output_mode output = Mode;
  label_reader labels;
  double count;

  template <class Slice> [[nodiscard]] XACT_FLAT native_batch<T> operator()(const Slice &s) const noexcept {
    using V = native_batch<T>;
    using W = wide<T, Slice::in_row>;
    constexpr bool kept = Mode == output_mode::write;
    const auto at = [&](const auto &array, std::size_t p) XACT_FLAT_LAMBDA -> auto & {
      return array.first[static_cast<std::size_t>(labels[s.number + p]) * array.step + p];
    };
    // The logit of the label is read before dx is written, because x and dx can be the same array.
    alignas(64) T of_label[V::size] = {};
    for (std::size_t p = 0; p < s.count; ++p)
      of_label[p] = at(s.in[0], p);
    const V x = load(of_label);
    const V most = s.maximum();
    const auto sum = exp_sum<Slice>::template of<kept>(s, most);
    if constexpr (Mode != output_mode::none) {
      // The gradient at the label is p - 1, where p is the probability of the label. The difference cancels if p is
      // close to 1, so the gradient is computed as minus the sum of all other probabilities.
      alignas(64) T gradient[V::size];
      store(gradient, V(0) - sum.share_of_others(x, count));
      if constexpr (Mode == output_mode::add)
        for (std::size_t p = 0; p < s.count; ++p)
          gradient[p] = at(s.out, p) + gradient[p];
      const W one = widened<Slice::in_row>(math::pair<V>{V(1), V(0)});
      const product_with<V> of(sum.share(one, count));
      s.template put<Mode>([&](V v) XACT_FLAT_LAMBDA { return of(sum.template rounded<kept>(v)); },
                           kept ? s.out : s.in[0]);
      for (std::size_t p = 0; p < s.count; ++p)
        at(s.out, p) = gradient[p];
    }
    return V(0) - log_probability(x, most, as_pair(sum.logarithm()));
  }
};

/// A functor that returns the loss -Σ t·log softmax(x) of each slice of a `slice` object. The inputs are x and the
/// targets t. Depending on Mode, the functor also writes or adds the gradient of the loss in x, divided by `count`.
template <scalar T, output_mode Mode> struct target_loss {
  static constexpr std::size_t inputs = 2;
  static constexpr output_mode output = Mode;
  double count;

  template <class Slice> [[nodiscard]] XACT_FLAT native_batch<T> operator()(const Slice &s) const noexcept {
    using V = native_batch<T>;
    using W = wide<T, Slice::in_row>;
    constexpr bool kept = Mode == output_mode::write;
    constexpr T infinity = std::numeric_limits<T>::infinity();
    const V most = s.maximum();
    // The loss is (Σ t)·log(Σ e^(x - most)) + Σ t·(most - x). An element with t = 0 adds nothing, even if x = -∞.
    const auto weight = s.sum([](V t) XACT_FLAT_LAMBDA { return math::pair<V>{t, V(0)}; }, s.in[1]).sum;
    const auto cost = [most](V x, V t) XACT_FLAT_LAMBDA {
      const auto d = math::two_difference(most, x);
      const auto idle = t == V(0);
      const auto infinite = d.hi == V(infinity);
      const auto left_out = idle | infinite;
      auto product = math::two_product(t, d.hi);
      product.lo = product.lo + unfused(t * d.lo);
      return counted_term<V>{{select(left_out, V(0), product.hi), select(left_out, V(0), product.lo)},
                             keep_where(infinite, select(idle, V(0), V(1)))};
    };
    const auto distance = s.sum(cost, s.in[0], s.in[1]);
    const auto sum = exp_sum<Slice>::template of<kept>(s, most);
    const W finite_loss = each([](auto l, auto w, auto d) XACT_FLAT_LAMBDA { return mul_add(l, w, d); },
                               sum.logarithm(), weight, distance.sum);
    if constexpr (Mode != output_mode::none) {
      // Σ has the common factor of the exponentials. A share of a small weight would underflow, so that the weight gets
      // the factor `up`, a power of two.
      const W up = each(
          [](auto w) XACT_FLAT_LAMBDA {
            using N = decltype(w);
            return select(w * w < N(1.0), N(math::common_exp<V>::factor), N(1.0));
          },
          weight);
      const auto product = [](auto w, auto factor) XACT_FLAT_LAMBDA { return w * factor; };
      const product_with<V> of(sum.share(each(product, weight, up), count));
      const V down = V(1) / as_pair(up).hi;
      const V by(static_cast<T>(count));
      const auto gradient = [&](V v, V t) XACT_FLAT_LAMBDA {
        return unfused(of(sum.template rounded<kept>(v)) * down) - quotient(t, by);
      };
      s.template put<Mode>(gradient, kept ? s.out : s.in[0], s.in[1]);
    }
    return as_pair(finite_loss).hi + select(as_pair(distance.count).hi > V(0), V(infinity), V(0));
  }
};

/// Returns the sum of the losses of all slices. The order of the additions depends on the shape alone. If `losses` is
/// not null, the function also writes each loss to this array.
template <scalar T, class Loss>
[[nodiscard]] double sum_of_losses(const record &r, const plan &p, const Loss &loss, T *losses) {
  constexpr std::size_t most = 64;
  const slices<T, Loss::inputs, Loss::output> all(r, p);
  const executor_ref on(r.on);
  loss_sum total;
  for (std::size_t first = 0; first < all.jobs(); first += most) {
    const std::size_t count = all.jobs() - first < most ? all.jobs() - first : most;
    loss_sum sums[most];
    on(count, [&](std::size_t k) XACT_FLAT_LAMBDA {
      loss_sum sum;
      all.run(first + k, [&](const auto &s) XACT_FLAT_LAMBDA {
        alignas(64) T each[native_batch<T>::size];
        store(each, loss(s));
        for (std::size_t i = 0; i < s.count; ++i) {
          sum.add(static_cast<double>(each[i]));
          if (losses != nullptr)
            losses[s.number + i] = each[i];
        }
      });
      sums[k] = sum;
    });
    for (std::size_t k = 0; k < count; ++k)
      total.add(sums[k]);
  }
  return total.total();
}

} // namespace xact::inline XACT_ARCH::kernels
