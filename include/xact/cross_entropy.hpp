#pragma once

/// Cross-entropy, the loss of classifiers, computed from logits.

#include <xact/engine/mean_loss.hpp>
#include <xact/softmax.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// An array of labels: one integer per slice.
template <class A>
concept labels = detail::array<A> && std::integral<detail::value_t<A>> && !std::same_as<detail::value_t<A>, bool>;

/// @{ targets_fit checks the type of labels or targets; losses_fit checks the type of the losses.
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

/// @{ per_slice converts an array with one value per slice to an operand; output_or_none converts a dense output. Both
/// accept `skip`.
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

/// Computes the cross-entropy between softmax(x) and labels or targets for each slice of x, and returns the mean over
/// all slices. Writes the gradient dx of the mean in x in the same pass:
///
///     labels     loss = -1/n·Σ log softmax(x)[label]        dx[c] = (softmax(x)[c] - (c == label ? 1 : 0)) / n
///     targets    loss = -1/n·Σ Σ t[c]·log softmax(x)[c]     dx[c] = (softmax(x)[c]·Σ t - t[c]) / n
///
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, dx);
///     double loss = xact::cross_entropy(xact::softmax{{.channels = 10}}, x, labels, xact::skip, losses);
///
/// Logits      x holds the logits, with slices along an axis as for softmax; n is the number of slices.
/// Labels      The labels are integers of any type, one per slice. A label is the index of the slice's class, from 0
///             on. If slices are not rows, the order of the labels is that of the slices' first elements.
/// Targets     An array t of probabilities, such as smoothed labels, can replace the labels. t has the type and the
///             shape of x.
/// Outputs     dx may be x, accumulate(dx), or skip, but not t. `losses` is an optional array with one element per
///             slice. It overlaps no other array.
/// Error       The error is at most 2 ULP for each loss and, with labels, for each dx[c]. The bound also holds where
///             one class has nearly all the probability, so that the loss and dx are close to 0. With targets the error
///             of dx[c] is at most 2 ULP of the larger of the two terms of dx[c]. The mean is summed in double, in an
///             order that depends on the shape alone. Without slices the mean is 0.
/// Not finite  The loss is ∞ if the logit of the label is -∞ and the slice holds a finite logit. A target of 0 adds 0
///             to the loss for every value of the logit. A difference of logits that overflows counts as infinite. The
///             comment of softmax describes the other cases.
/// On misuse   The call returns 0. It is also a misuse if a label is not the index of a class.
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
/// Runs `cross_entropy` on the calling thread.
template <class X, class Targets, class DX, class Losses = const skip_t &>
double cross_entropy(const softmax &f, X &&x, Targets &&targets, DX &&dx, Losses &&losses = skip) {
  return xact::cross_entropy(this_thread{}, f, std::forward<X>(x), std::forward<Targets>(targets), std::forward<DX>(dx),
                             std::forward<Losses>(losses));
}
/// Refuses an executor type without `executor_tag` at compile time.
template <class F, kernels::undeclared_before<F> On, class... A> double cross_entropy(const On &, const F &, A &&...) {
  (void)kernels::declared<On>();
  return 0;
}

} // namespace xact::inline XACT_ARCH
