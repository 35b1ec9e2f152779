#pragma once

/// The loss of classifiers, from logits.

#include <xact/engine/losses.hpp>
#include <xact/softmax.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// A label a group.
template <class A>
concept labels = detail::array<A> && std::integral<detail::value_t<A>> && !std::same_as<detail::value_t<A>, bool>;

/// True if there are as many of `each` as groups, side by side and apart from all arrays that are written; and, for
/// losses, from those that are read.
[[nodiscard]] inline bool one_per_group(const record &r, const operand &each, bool is_written, std::size_t groups) {
  if (!check_sizes(r.call, each))
    return false;
  if (size_of(each) != groups) [[unlikely]] {
    detail::report_misuse("xact::%s: there are %zu %s for %zu groups of logits", r.call, size_of(each), each.name,
                          groups);
    return false;
  }
  if (!is_contiguous(each)) [[unlikely]] {
    detail::report_misuse("xact::%s: the elements of %s lie %zu apart; they must be contiguous", r.call, each.name,
                          each.stride);
    return false;
  }
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (!check_separate(r.call, r.out[o], each, false))
      return false;
  for (std::size_t i = 0; is_written && i < r.inputs; ++i)
    if (!check_separate(r.call, each, r.in[i], false))
      return false;
  return true;
}
template <class Label> [[nodiscard]] bool are_classes(const char *call, const operand &labels, std::size_t classes) {
  const Label *const of = static_cast<const Label *>(labels.data);
  for (std::size_t i = 0; i < size_of(labels); ++i)
    if (of[i] < Label(0) || static_cast<std::make_unsigned_t<Label>>(of[i]) >= classes) [[unlikely]] {
      const bool negative = of[i] < Label(0);
      const auto value = static_cast<unsigned long long>(of[i]);
      detail::report_misuse("xact::%s: the label of row %zu is %s%llu, but there are %zu classes, from 0 on", call, i,
                            negative ? "-" : "", negative ? 0 - value : value, classes);
      return false;
    }
  return true;
}

/// The mean of the losses of a record, with the labels or, of targets, which are one of the arrays, nothing.
template <class Label, scalar T, std::size_t In, std::size_t Out>
[[nodiscard]] XACT_OUTLINE double mean_loss(const record &r, const operand *labels, const operand *losses) {
  double mean = 0;
  over_groups<T, In, Out>(r, [&](const auto &all) XACT_FLAT_LAMBDA {
    const record &call = all.call();
    const std::size_t count = all.count();
    if (losses != nullptr && !one_per_group(call, *losses, true, count))
      return;
    const executor_ref on(call.on);
    T *const to = losses == nullptr ? nullptr : static_cast<T *>(losses->data);
    const auto n = static_cast<double>(count);
    double sum = 0;
    if constexpr (std::is_integral_v<Label>) {
      if (!one_per_group(call, *labels, false, count) || !are_classes<Label>(call.call, *labels, all.channels()) ||
          (losses != nullptr && !check_separate(call.call, *losses, *labels, false)))
        return;
      sum = sum_of_losses(on, all, label_loss<T, Label>{static_cast<const Label *>(labels->data), to, n});
    } else {
      if constexpr (Out == 1)
        if (!check_separate(call.call, call.out[0], call.in[1], false))
          return;
      sum = sum_of_losses(on, all, target_loss<T>{to, n});
    }
    if (count != 0)
      mean = sum / n;
  });
  return mean;
}

} // namespace kernels

/// Returns the mean, over the rows of logits, of the cross-entropy between softmax(x) and what should have come out,
/// and in the same pass gives its gradient in the logits:
///
///     loss = -1/n·Σ log softmax(x)[label]          dx[c] = (softmax(x)[c] - (c is the label)) / n
///     loss = -1/n·Σ Σ t[c]·log softmax(x)[c]       dx[c] = (softmax(x)[c]·Σ t - t[c]) / n
///
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, dx);
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, xact::skip, losses);
///
/// Arrays      x along an axis, as for softmax: n groups. Labels are integers of any type, one a group: the number of
///             its class; groups that are no rows are numbered in the order of their first elements. Or targets t, of
///             the type and shape of x: probabilities, which may be smoothed labels. dx may be x (not t),
///             accumulate(dx), or skip; losses, if given, is an array of one a group, and overlaps nothing.
/// Error       a loss, and dx with labels, at most 2 ULP: also the losses and gradients of rows that are all but
///             certain, which are next to 0. With targets an element of dx is within 2 ULP of the larger of its two
///             terms. The mean is that of the losses, summed in double in an order that depends on the shape alone; 0
///             of none.
/// Not finite  a label whose logit is -∞ beside numbers costs ∞. A target of 0 costs nothing, whatever its logit.
///             Logits that are further apart than the largest number are infinitely far. Else as for softmax.
/// On misuse   also where a label is no class; returns 0
/// Source      Bridle 1990; targets that are smoothed: Szegedy et al. 2016, arXiv:1512.00567
template <executor_like On, class X, class Targets, class DX, class Losses = const skip_t &>
double cross_entropy(const On &on, const softmax &f, X &&x, Targets &&targets, DX &&dx, Losses &&losses = skip) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::writable_or_skipped<T, DX>() && kernels::same_order<X, DX>()) {
      constexpr const char *call = "cross_entropy";
      const executor_ref threads(on);
      const auto run = [&]<class Label>(Label, const program::operand *labels, const auto &...in) {
        const auto run_to = [&](const program::operand *to) {
          double mean = 0;
          kernels::with_dx<T>(dx, [&](const auto &out, const auto &...sum) {
            constexpr std::size_t inputs = sizeof...(in) + sizeof...(sum);
            if constexpr (kernels::is_skipped<DX>)
              mean = kernels::mean_loss<Label, T, inputs, 0>(
                  kernels::make_record(call, f.axis, kernels::all_of(in...), kernels::operands<>{}, threads), labels,
                  to);
            else
              mean = kernels::mean_loss<Label, T, inputs, 1>(
                  kernels::make_record(call, f.axis, kernels::all_of(in..., sum...), kernels::all_of(out), threads),
                  labels, to);
          });
          return mean;
        };
        if constexpr (kernels::is_skipped<Losses>) {
          return run_to(nullptr);
        } else if constexpr (kernels::writable<T, Losses>()) {
          const auto to = kernels::output<T>("losses", losses);
          return run_to(&to.is);
        } else {
          return 0.0;
        }
      };
      const auto logits = kernels::input<T>("x", x);
      if constexpr (kernels::labels<Targets>) {
        using Label = detail::value_t<Targets>;
        const program::operand labels = kernels::as_operand(detail::as_view("labels", targets));
        return run(Label{}, &labels, logits);
      } else if constexpr (kernels::readable_with<T, Targets>() && kernels::same_order<X, Targets>()) {
        return run(T{}, nullptr, logits, kernels::input<T>("targets", targets));
      }
    }
  }
  return 0;
}
/// The same, on this thread.
template <class X, class Targets, class DX, class Losses = const skip_t &>
double cross_entropy(const softmax &f, X &&x, Targets &&targets, DX &&dx, Losses &&losses = skip) {
  return xact::cross_entropy(this_thread{}, f, std::forward<X>(x), std::forward<Targets>(targets), std::forward<DX>(dx),
                             std::forward<Losses>(losses));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A> double cross_entropy(const On &, const F &, A &&...) {
  (void)kernels::declared<On>();
  return 0;
}

} // namespace xact::inline XACT_ARCH
