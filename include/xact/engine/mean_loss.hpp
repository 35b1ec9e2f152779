#pragma once

/// Calls that compute the mean of the losses, from logits and labels or targets.

#include <xact/engine/losses.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Checks an array of labels or losses. The array must have one element for each of the `slices` slices, be contiguous
/// and overlap no output; if the call writes the array, it must overlap no input either. Skipped losses are accepted.
/// Returns false after a report of misuse.
[[nodiscard]] inline bool one_per_slice(record &r, const operand &each, bool is_written, std::size_t slices) {
  if (each.role == role::skipped)
    return true;
  if (!check_sizes(r, each))
    return false;
  if (size_of(each) != slices) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE, "xact::%s: there are %zu %s for %zu slices of logits", r.name,
                                 size_of(each), each.name, slices);
  if (!is_contiguous(each)) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_SIZE,
                                 "xact::%s: the elements of %s lie %zu apart; they must be contiguous", r.name,
                                 each.name, each.stride);
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (!check_separate(r, r.out[o], each, false))
      return false;
  for (std::size_t i = 0; is_written && i < r.inputs; ++i)
    if (!check_separate(r, each, r.in[i], false))
      return false;
  return true;
}
/// Returns true if each label is the index of a class. Else reports misuse and returns false.
[[nodiscard]] inline bool are_classes(record &r, const label_reader &labels, std::size_t count, std::size_t classes) {
  for (std::size_t i = 0; i < count; ++i)
    if (labels[i] >= classes) [[unlikely]] {
      const bool negative = labels.is_negative(i);
      const auto value = static_cast<unsigned long long>(labels[i]);
      return detail::report_misuse(r, XACT_ERROR_LABEL,
                                   "xact::%s: the label of row %zu is %s%llu, but there are %zu classes, from 0 on",
                                   r.name, i, negative ? "-" : "", negative ? 0 - value : value, classes);
    }
  return true;
}

/// Writes the mean of the losses to *r.loss. Input 0 is the logits. Input 1 is one label per slice if `by_labels` is
/// true, else the targets. Output 0 is dx, and output 1 is the losses; both can be skipped.
template <scalar T, bool by_labels, output_mode Mode> XACT_OUTLINE void mean_loss(record &r) {
  const operand labels = r.in[1];
  const operand losses = r.out[1];
  r.inputs = by_labels ? 1 : 2;
  r.outputs = 1;
  plan p{};
  if (!plan_slices(r, lanes<T>, p))
    return;
  const std::size_t count = p.shape.periods() * p.shape.inner;
  if (!one_per_slice(r, losses, true, count))
    return;
  const auto n = static_cast<double>(count);
  T *const to = static_cast<T *>(losses.data);
  double sum = 0;
  if constexpr (by_labels) {
    const label_reader of(labels);
    if (!one_per_slice(r, labels, false, count) || !are_classes(r, of, count, p.shape.channels) ||
        !check_separate(r, losses, labels, false))
      return;
    sum = sum_of_losses(r, p, label_loss<T, Mode>{of, n}, to);
  } else {
    if (!check_separate(r, r.out[0], r.in[1], false))
      return;
    sum = sum_of_losses(r, p, target_loss<T, Mode>{n}, to);
  }
  *r.loss = count == 0 ? 0 : sum / n;
}
/// The function, the verb and the kernel of a call that computes the mean loss with a record.
template <bool by_labels, output_mode Mode> struct loss_call {
  static constexpr xact_function function = XACT_SOFTMAX;
  static constexpr xact_verb verb = XACT_CROSS_ENTROPY;
  template <scalar T> static void run(record &r) { mean_loss<T, by_labels, Mode>(r); }
};

} // namespace xact::inline XACT_ARCH::kernels
