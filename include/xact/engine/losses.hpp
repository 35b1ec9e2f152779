#pragma once

/// Losses of groups and their gradients, from logits and labels or targets, and the sum of the losses.

#include <xact/engine/exp_sum.hpp>
#include <xact/numbers/double_double.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// A sum of losses, whose rounding errors are carried along; infinite if one of them is.
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
  [[nodiscard]] double total() const noexcept { return sum - sum == 0 ? sum + lost : sum; }
};

/// The losses of groups go to the sum, and to `losses` unless that is null.
template <scalar T>
XACT_FLAT void hand_over(native_batch<T> loss, std::size_t positions, T *losses, loss_sum &sum) noexcept {
  alignas(64) T each[native_batch<T>::size];
  store(each, loss);
  for (std::size_t p = 0; p < positions; ++p) {
    sum.add(static_cast<double>(each[p]));
    if (losses != nullptr)
      losses[p] = each[p];
  }
}

/// dx (+)= e^(x - most)·of - less, where dx, if it is not added to, holds what exp_sum wrote.
template <class Group, scalar T, std::size_t In>
XACT_FLAT void write_gradient(const Group &group, const std::array<series<const T>, In> &in, series<T> dx,
                              const exp_sum<native_batch<T>> &sum, const lowered<native_batch<T>> &of) noexcept {
  using V = native_batch<T>;
  if constexpr (In == 2)
    group.each({in[0], in[1]}, dx,
               [&](V x, V before) XACT_FLAT_LAMBDA { return before + unfused(of(sum.lifted_exp(x).hi)); });
  else
    group.each({dx}, dx, [&](V e) XACT_FLAT_LAMBDA { return of(e); });
}

/// The array that keeps the exponentials: the gradient, if there is one that is not added to.
template <bool Kept, scalar T, std::size_t Out>
[[nodiscard]] XACT_FLAT auto kept_in(const std::array<series<T>, Out> &out) noexcept {
  if constexpr (Kept)
    return out;
  else
    return none<T>;
}

/// -log softmax(x)[label] of a group, and its gradient by count.
template <scalar T, class Label> struct label_loss {
  const Label *labels;
  T *losses;
  double count;

  template <class Group, std::size_t In, std::size_t Out>
  XACT_FLAT void operator()(const Group &group, const std::array<series<const T>, In> &in,
                            const std::array<series<T>, Out> &out, std::size_t position,
                            loss_sum &total) const noexcept {
    using V = native_batch<T>;
    const auto at = [&](const auto &s, std::size_t p) XACT_FLAT_LAMBDA -> auto & {
      return s.first[static_cast<std::size_t>(labels[position + p]) * s.step + p];
    };
    // Read before dx is written, which may be x.
    alignas(64) T of_label[V::size] = {};
    for (std::size_t p = 0; p < group.positions; ++p)
      of_label[p] = at(in[0], p);
    const V x = load(of_label);
    const auto sum = exp_sum<V>::of(group, in[0], kept_in < Out == 1 && In == 1 > (out));
    hand_over<T>(V(0) - log_probability(x, sum.most, sum.logarithm()), group.positions,
                 losses == nullptr ? nullptr : losses + position, total);
    if constexpr (Out == 1) {
      // At the label p - 1 is made of what the others have, since p may be next to 1.
      alignas(64) T slope[V::size];
      store(slope, V(0) - sum.share_of_others(x, count));
      if constexpr (In == 2)
        for (std::size_t p = 0; p < group.positions; ++p)
          slope[p] = at(in[1], p) + slope[p];
      write_gradient(group, in, out[0], sum, lowered<V>(sum.inverse(count)));
      for (std::size_t p = 0; p < group.positions; ++p)
        at(out[0], p) = slope[p];
    }
  }
};

/// -Σ t·log softmax(x) of a group, where the arrays are x, t and, if it is added to, dx.
template <scalar T> struct target_loss {
  T *losses;
  double count;

  template <class Group, std::size_t In, std::size_t Out>
  XACT_FLAT void operator()(const Group &group, const std::array<series<const T>, In> &in,
                            const std::array<series<T>, Out> &out, std::size_t position,
                            loss_sum &total) const noexcept {
    using V = native_batch<T>;
    constexpr T infinity = std::numeric_limits<T>::infinity();
    const V most = group.maximum(in[0]);
    // Σ t·log Σ e^.. + Σ t·(most - x), where what has no weight costs nothing, however far it is.
    const auto weight = group
                            .sum({in[1]}, none<T>,
                                 [](V t) XACT_FLAT_LAMBDA {
                                   return results_and_terms<V, 0, sum_term<V>>{{}, {{t, V(0)}}};
                                 })
                            .sum;
    const auto distance = group.sum({in[0], in[1]}, none<T>, [most](V x, V t) XACT_FLAT_LAMBDA {
      const auto d = math::two_difference(most, x);
      const auto idle = t == V(0);
      const auto infinite = d.hi == V(infinity);
      const auto left_out = idle | infinite;
      auto cost = math::two_product(t, d.hi);
      cost.lo = cost.lo + unfused(t * d.lo);
      const counted_term<V> term{{select(left_out, V(0), cost.hi), select(left_out, V(0), cost.lo)},
                                 keep_where(infinite, select(idle, V(0), V(1)))};
      return results_and_terms<V, 0, counted_term<V>>{{}, term};
    });
    const auto sum = exp_sum<V>::of(group, most, in[0], kept_in < Out == 1 && In == 2 > (out));
    const V finite_loss = math::in_digits_of<double_double>([](double_double l, double_double w, double_double d)
                                                                XACT_FLAT_LAMBDA { return l * w + d; },
                                                            sum.logarithm(), weight, distance.sum)
                              .hi;
    hand_over<T>(finite_loss + select(distance.count.hi > V(0), V(infinity), V(0)), group.positions,
                 losses == nullptr ? nullptr : losses + position, total);
    if constexpr (Out == 1) {
      const lowered<V> of(sum.share(weight, count));
      const V by(static_cast<T>(count));
      if constexpr (In == 3)
        group.each({in[0], in[1], in[2]}, out[0], [&](V x, V t, V before) XACT_FLAT_LAMBDA {
          return before + (unfused(of(sum.lifted_exp(x).hi)) - quotient(t, by));
        });
      else
        group.each({out[0], in[1]}, out[0],
                   [&](V e, V t) XACT_FLAT_LAMBDA { return unfused(of(e)) - quotient(t, by); });
    }
  }
};

/// The sum of what job adds for each group, in an order that depends on the shape alone.
template <class On, class Groups, class Job>
[[nodiscard]] double sum_of_losses(const On &on, const Groups &all, const Job &job) {
  constexpr std::size_t most = 64;
  loss_sum total;
  for (std::size_t first = 0; first < all.slices(); first += most) {
    const std::size_t count = all.slices() - first < most ? all.slices() - first : most;
    loss_sum sums[most];
    on(count, [&](std::size_t k) XACT_FLAT_LAMBDA {
      loss_sum sum;
      all.run_slice(first + k, [&](const auto &group, const auto &in, const auto &out, std::size_t position)
                                   XACT_FLAT_LAMBDA { job(group, in, out, position, sum); });
      sums[k] = sum;
    });
    for (std::size_t k = 0; k < count; ++k)
      total.add(sums[k]);
  }
  return total.total();
}

} // namespace xact::inline XACT_ARCH::kernels
