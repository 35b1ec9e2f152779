#pragma once

/// The loss of classifiers, from logits.

#include <xact/engine/losses.hpp>
#include <xact/softmax.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// One label per slice.
template <class A>
concept labels = detail::array<A> && std::integral<detail::value_t<A>> && !std::same_as<detail::value_t<A>, bool>;

/// True if `each` has one element per slice, without gaps, and is apart from all arrays that are written and, if it
/// holds losses, from all that are read. Also true for losses that are skipped.
[[nodiscard]] inline bool one_per_slice(record &r, const operand &each, bool is_written, std::size_t slices) {
  if (each.role == role::skipped)
    return true;
  if (!check_sizes(r, each))
    return false;
  if (size_of(each) != slices) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE, "xact::%s: there are %zu %s for %zu slices of logits", r.name,
                                 size_of(each), each.name, slices);
  if (!is_contiguous(each)) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE, "xact::%s: the elements of %s lie %zu apart; they must be contiguous",
                                 r.name, each.name, each.stride);
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (!check_separate(r, r.out[o], each, false))
      return false;
  for (std::size_t i = 0; is_written && i < r.inputs; ++i)
    if (!check_separate(r, each, r.in[i], false))
      return false;
  return true;
}
template <class Label> [[nodiscard]] bool are_classes(record &r, const operand &labels, std::size_t classes) {
  const Label *const of = static_cast<const Label *>(labels.data);
  for (std::size_t i = 0; i < size_of(labels); ++i)
    if (of[i] < Label(0) || static_cast<std::make_unsigned_t<Label>>(of[i]) >= classes) [[unlikely]] {
      const bool negative = of[i] < Label(0);
      const auto value = static_cast<unsigned long long>(of[i]);
      return detail::report_misuse(r, XACT_ERROR_LABEL,
                                   "xact::%s: the label of row %zu is %s%llu, but there are %zu classes, from 0 on",
                                   r.name, i, negative ? "-" : "", negative ? 0 - value : value, classes);
    }
  return true;
}

/// The mean of the losses of a call, by labels if Label is an integer; else the second input holds the targets.
template <class Label, output_mode Mode, scalar T>
[[nodiscard]] XACT_OUTLINE double mean_loss(record &r, const operand &labels, const operand &losses) {
  plan p{};
  if (!plan_slices(r, lanes<T>, p))
    return 0;
  const std::size_t count = p.shape.periods() * p.shape.inner;
  if (!one_per_slice(r, losses, true, count))
    return 0;
  const auto n = static_cast<double>(count);
  T *const to = static_cast<T *>(losses.data);
  double sum = 0;
  if constexpr (std::is_integral_v<Label>) {
    if (!one_per_slice(r, labels, false, count) || !are_classes<Label>(r, labels, p.shape.channels) ||
        !check_separate(r, losses, labels, false))
      return 0;
    sum = sum_of_losses(r, p, label_loss<T, Mode, Label>{static_cast<const Label *>(labels.data), n}, to);
  } else {
    if (!check_separate(r, r.out[0], r.in[1], false))
      return 0;
    sum = sum_of_losses(r, p, target_loss<T, Mode>{n}, to);
  }
  return count == 0 ? 0 : sum / n;
}

/// An output that may be skipped, as an operand. Reports in one line, while compiling, that it cannot be written to.
template <scalar T, class O>
[[nodiscard]] operand output_or_none(const char *name, std::remove_reference_t<O> &o) noexcept {
  if constexpr (is_skipped<O>)
    return no_output().is;
  else if constexpr (writable<T, O>())
    return output<T>(name, o).is;
  else
    return {};
}

} // namespace kernels

/// Returns the mean, over the slices of logits, of the cross-entropy between softmax(x) and the labels or targets, and
/// writes its gradient in the logits in one pass:
///
///     loss = -1/n·Σ log softmax(x)[label]          dx[c] = (softmax(x)[c] - (c is the label)) / n
///     loss = -1/n·Σ Σ t[c]·log softmax(x)[c]       dx[c] = (softmax(x)[c]·Σ t - t[c]) / n
///
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, dx);
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, xact::skip, losses);
///
/// Arrays      x along an axis, as for softmax: n slices. Labels are integers of any type, one per slice: the number of
///             its class; slices that are no rows are numbered in the order of their first elements. Or targets t, of
///             the type and shape of x: probabilities, which may be smoothed labels. dx may be x (not t),
///             accumulate(dx), or skip; losses, if given, is an array with one element per slice, and overlaps nothing.
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
      const auto run = [&]<class Label>(Label, const program::operand &labels, const auto &...in) {
        const program::operand to = kernels::output_or_none<T, Losses>("losses", losses);
        double mean = 0;
        kernels::with_dx<T>(dx, [&](const auto &out, const auto &...) {
          program::record r = kernels::make_record("cross_entropy", f.axis, kernels::all_of(in...),
                                                   kernels::all_of(out), executor_ref(on));
          mean = kernels::mean_loss<Label, kernels::mode_of<DX>, T>(r, labels, to);
        });
        return mean;
      };
      const auto logits = kernels::input<T>("x", x);
      if constexpr (kernels::labels<Targets>)
        return run(detail::value_t<Targets>{}, kernels::as_operand(detail::as_view("labels", targets)), logits);
      else if constexpr (kernels::readable_with<T, Targets>() && kernels::same_order<X, Targets>())
        return run(T{}, kernels::no_output().is, logits, kernels::input<T>("targets", targets));
    }
  }
  return 0;
}
/// cross_entropy on this thread.
template <class X, class Targets, class DX, class Losses = const skip_t &>
double cross_entropy(const softmax &f, X &&x, Targets &&targets, DX &&dx, Losses &&losses = skip) {
  return xact::cross_entropy(this_thread{}, f, std::forward<X>(x), std::forward<Targets>(targets), std::forward<DX>(dx),
                             std::forward<Losses>(losses));
}
/// Refuses an executor that does not declare itself.
template <class F, kernels::undeclared_before<F> On, class... A> double cross_entropy(const On &, const F &, A &&...) {
  (void)kernels::declared<On>();
  return 0;
}

} // namespace xact::inline XACT_ARCH
