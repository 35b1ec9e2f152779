#pragma once

/// The loss of classifiers, from logits.

#include <xact/engine/mean_loss.hpp>
#include <xact/softmax.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// One label per slice.
template <class A>
concept labels = detail::array<A> && std::integral<detail::value_t<A>> && !std::same_as<detail::value_t<A>, bool>;

/// @{ Checks the types of labels or targets, and of losses.
template <scalar T, class X, class Targets> consteval bool targets() {
  if constexpr (labels<Targets>)
    return true;
  else if constexpr (readable_with<T, Targets>())
    return same_order<X, Targets>();
  return false;
}
template <scalar T, class Losses> consteval bool losses() {
  if constexpr (is_skipped<Losses>)
    return true;
  else
    return writable<T, Losses>();
}
/// @}

/// @{ One value per slice, or nothing, as an operand; an output that may be skipped.
template <class A> [[nodiscard]] operand per_slice(const char *name, A &a) noexcept {
  if constexpr (is_skipped<A>)
    return no_output().is;
  else
    return kernels::as_operand(detail::as_view(name, target(a)), role::per_slice);
}
template <scalar T, class O> [[nodiscard]] auto output_or_none(const char *name, O &o) noexcept {
  if constexpr (is_skipped<O>)
    return no_output();
  else
    return output<T>(name, o);
}
/// @}

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
    constexpr bool by_labels = kernels::labels<Targets>;
    if constexpr (kernels::writable_or_skipped<T, DX>() && kernels::same_order<X, DX>() &&
                  kernels::targets<T, X, Targets>() && kernels::losses<T, Losses>()) {
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
