#pragma once

/// Cross-entropy, the loss of classifiers, from logits.

#include <xact/engine/mean_loss.hpp>
#include <xact/softmax.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// An array of labels: one integer per slice.
template <class A>
concept labels = detail::array<A> && std::integral<detail::value_t<A>> && !std::same_as<detail::value_t<A>, bool>;

/// @{ Check the types of labels or targets, and of losses.
template <scalar T, class X, class Targets> consteval bool targets_fit() {
  if constexpr (labels<Targets>)
    return true;
  else if constexpr (readable_with<T, Targets>())
    return same_order<X, Targets>();
  return false;
}
template <scalar T, class Losses> consteval bool losses_fit() {
  if constexpr (is_skipped<Losses>)
    return true;
  else
    return writable<T, Losses>();
}
/// @}

/// @{ Convert an array with one value per slice, or an output that may be skipped, to an operand.
template <class A> [[nodiscard]] operand per_slice(const char *name, A &a) noexcept {
  if constexpr (is_skipped<A>)
    return no_output().plain;
  else
    return kernels::as_operand(detail::as_view(name, without_marker(a)), role::per_slice);
}
template <scalar T, class O> [[nodiscard]] auto output_or_none(const char *name, O &o) noexcept {
  if constexpr (is_skipped<O>)
    return no_output();
  else
    return output<T>(name, o);
}
/// @}

} // namespace kernels

/// Returns the mean cross-entropy between softmax(x) and labels or targets over all slices of x, and writes the
/// gradient in x in the same pass:
///
///     loss = -1/n·Σ log softmax(x)[label]          dx[c] = (softmax(x)[c] - (c is the label)) / n
///     loss = -1/n·Σ Σ t[c]·log softmax(x)[c]       dx[c] = (softmax(x)[c]·Σ t - t[c]) / n
///
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, dx);
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, xact::skip, losses);
///
/// Logits      x, with slices along an axis as for softmax; n is the number of slices.
/// Labels      integers of any type, one per slice: the number of the slice's class. If slices are not rows, they are
///             numbered in the order of their first elements.
/// Targets     in place of labels: probabilities t, with the type and shape of x, such as smoothed labels.
/// Outputs     dx may be x (not t), accumulate(dx), or skip. `losses` is optional: an array with one element per slice
///             that overlaps no other array.
/// Error       at most 2 ULP for each loss and, with labels, for dx. This holds also where one class has nearly all the
///             probability and both are close to 0. With targets dx is within 2 ULP of the larger of its two terms. The
///             mean is summed in double, in an order that depends on the shape alone; without slices it is 0.
/// Not finite  The loss is ∞ if the logit of the label is -∞ and the slice holds a finite logit. A target of 0 adds 0
///             to the loss, whatever its logit is. A difference of logits that overflows counts as infinite. Other
///             cases as for softmax.
/// On misuse   returns 0. It is also a misuse if a label is not the number of a class.
/// Source      Bridle 1990; smoothed targets: Szegedy et al. 2016, arXiv:1512.00567
template <executor_like On, class X, class Targets, class DX, class Losses = const skip_t &>
double cross_entropy(const On &on, const softmax &f, X &&x, Targets &&targets, DX &&dx, Losses &&losses = skip) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    constexpr bool by_labels = kernels::labels<Targets>;
    if constexpr (kernels::writable_or_skipped<T, DX>() && kernels::same_order<X, DX>() &&
                  kernels::targets_fit<T, X, Targets>() && kernels::losses_fit<T, Losses>()) {
      program::record r = kernels::make_record("cross_entropy", f.axis, kernels::all_of(kernels::input<T>("x", x)),
                                               kernels::all_of(kernels::output_or_none<T>("dx", dx)), executor_ref(on));
      r.in[r.inputs++] =
          by_labels ? kernels::per_slice("labels", targets) : kernels::as_operand(detail::as_view("targets", targets));
      r.out[r.outputs++] = kernels::per_slice("losses", losses);
      double mean = 0;
      r.loss = &mean;
      kernels::launcher::launch_slices<kernels::loss_call<by_labels, kernels::mode_of<DX>>, T>(r);
      return mean;
    }
  }
  return 0;
}
/// Runs `cross_entropy` on this thread.
template <class X, class Targets, class DX, class Losses = const skip_t &>
double cross_entropy(const softmax &f, X &&x, Targets &&targets, DX &&dx, Losses &&losses = skip) {
  return xact::cross_entropy(this_thread{}, f, std::forward<X>(x), std::forward<Targets>(targets), std::forward<DX>(dx),
                             std::forward<Losses>(losses));
}
/// Reports an executor that does not declare itself, at compile time.
template <class F, kernels::undeclared_before<F> On, class... A> double cross_entropy(const On &, const F &, A &&...) {
  (void)kernels::declared<On>();
  return 0;
}

} // namespace xact::inline XACT_ARCH
