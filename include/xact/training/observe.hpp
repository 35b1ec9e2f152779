#pragma once

/// Operations on a range of elements of arrays, for statistics and for standardization. For statistics the range may
/// begin inside one row and end inside another.

#include <xact/engine/launch.hpp>
#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// A range of elements of an input and an output of equal shape.
struct observation {
  const char *call;
  const operand *in;
  const operand *out; ///< null if there is no output
  std::size_t begin;  ///< index of the first element, counted row by row without gaps
  std::size_t size;

  [[nodiscard]] observation subrange(std::size_t first, std::size_t count) const noexcept {
    return {call, in, out, first, count};
  }
  /// Returns the same range with the output, which must be written already, in place of the input. Without an output,
  /// the input remains.
  [[nodiscard]] observation of_outputs() const noexcept {
    return {call, out == nullptr ? in : out, nullptr, begin, size};
  }
};

/// Calls change(operand) for each dense operand of a record.
template <class Change> void for_dense(record &r, const Change &change) noexcept {
  for (std::size_t k = 0; k < r.inputs + r.outputs; ++k)
    if (operand &o = k < r.inputs ? r.in[k] : r.out[k - r.inputs]; o.role == role::dense)
      change(o);
}

/// Restricts the dense arrays of a record to a range of elements. If the range neither consists of whole rows nor lies
/// inside one row, returns false and changes nothing.
[[nodiscard]] XACT_OUTLINE inline bool restrict_to(record &r, std::size_t begin, std::size_t size) noexcept {
  if (size == size_of(r.in[0])) [[likely]]
    return true;
  const bool one_row = r.in[0].rows == 1;
  const std::size_t columns = r.in[0].columns;
  const std::size_t row = one_row ? 0 : begin / columns;
  const std::size_t column = one_row ? begin : begin % columns;
  const bool whole_rows = !one_row && column == 0 && size % columns == 0;
  if (!whole_rows && size > columns - column)
    return false;
  for_dense(r, [&](operand &o) {
    o.data = static_cast<char *>(o.data) + (row * o.stride + column) * bytes_of(o);
    o.rows = whole_rows ? size / columns : 1;
    o.columns = whole_rows ? columns : size;
  });
  return true;
}

/// Runs a kernel with sums on a range of elements that crosses rows. The sums are bitwise equal to the sums over a
/// single row that holds the same elements.
XACT_OUTLINE inline void run_packed(const record &r, const kernel_type &k, const observation &a,
                                    const executor_ref &on) {
  record one_row = r;
  for_dense(one_row, [&](operand &o) {
    o.rows = 1;
    o.columns = a.size;
  });
  plan p;
  if (!make_plan(one_row, k, on.is_parallel(), p))
    return;
  p.pack();
  p.offset = a.begin;
  run_passes(r, k, p, on);
}

/// Runs an operation on a range of elements. The sums are bitwise equal to the sums of a call on arrays that hold only
/// these elements. Precondition: if the operation has no sums, the range consists of whole rows or lies inside one row.
template <class Op, class... In, class... Out>
XACT_INLINE void launch(const observation &a, const Op &op, channel_axis axis, const operands<In...> &in,
                        const operands<Out...> &out, const executor_ref &on) {
  record r = make_record(a.call, axis, in, out, on);
  if (restrict_to(r, a.begin, a.size)) [[likely]]
    return call_type<Op, kinds<In...>, kinds<Out...>>::run(r, op);
  set_operation(r, op);
  run_packed(r, kernel_type_of<Op, kinds<In...>, kinds<Out...>>, a, on);
}

/// The operation that computes y = form.value(x) and the terms of y, given the centre of the channel.
/// channel_records.hpp defines forms and terms; channel_fields.hpp defines centres. The terms have the type of y if
/// `quick` is true, else double.
template <scalar T, class Form, bool quick> struct terms_op {
  using number = T;
  static constexpr std::size_t unroll = xact::unroll<Form>;

  Form form;

  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V x, V centre) const noexcept {
    const V y = form.value(x);
    if constexpr (quick)
      return form.quick_results(y, centre);
    else
      return form.double_results(y, centre);
  }
};

} // namespace xact::inline XACT_ARCH::kernels
