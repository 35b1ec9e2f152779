#pragma once

/// Observation of arrays: how they are cut into slices, and the terms of their elements.

#include <xact/arrays/operand.hpp>
#include <xact/engine/plan.hpp>
#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The arrays of an observation: what is observed, or what it is made of, and where that goes.
struct observation {
  const char *call;
  operand in;
  operand out; ///< `skipped` where there is none

  /// The rows and columns from one of each on.
  [[nodiscard]] observation part(std::size_t row, std::size_t column, std::size_t rows,
                                 std::size_t columns) const noexcept {
    const auto cut = [&](operand o) {
      if (o.is == role::skipped)
        return o;
      o.data = static_cast<char *>(o.data) + (row * o.stride + column) * o.bytes;
      o.rows = rows;
      o.columns = columns;
      return o;
    };
    return {call, cut(in), cut(out)};
  }
  /// The `size` rows, or elements of a single row, from `begin` on.
  [[nodiscard]] observation rows_or_elements(std::size_t begin, std::size_t size) const noexcept {
    return in.rows > 1 ? part(begin, 0, size, in.columns) : part(0, begin, 1, size);
  }
  /// The outputs, or the inputs if there are none, as what is observed.
  [[nodiscard]] observation of_outputs() const noexcept {
    observation o = *this;
    if (out.is != role::skipped)
      o.in = out;
    o.in.name = "y";
    o.out = no_output().is;
    return o;
  }
};

/// How many rows, or elements of a single row, make a piece in which all channels have equally many elements.
[[nodiscard]] inline std::size_t piece_of(const geometry &shape) noexcept {
  if (shape.rows == 1)
    return shape.channels == 1 ? 1 : shape.period();
  return shape.parts == 0 || shape.channels == 1 ? 1 : shape.channels * shape.parts;
}

/// Calls run(slice) for slices of at most next() rows, or elements of a single row.
template <class Next, class Run> void for_each_slice(const observation &a, const Next &next, const Run &run) {
  const std::size_t length = a.in.rows > 1 ? a.in.rows : a.in.columns;
  for (std::size_t begin = 0, size = 0; begin < length; begin += size) {
    size = next();
    size = length - begin < size ? length - begin : size;
    run(a.rows_or_elements(begin, size));
  }
}

/// The same for slices of whole pieces, of which channels have `of_piece` elements each: first few, then no more than
/// were seen() before, and never more than `most` if a piece is not.
template <class Seen, class Run>
void for_growing_slices(const observation &a, std::size_t piece, std::size_t of_piece, std::size_t most,
                        const Seen &seen, const Run &run) {
  constexpr double first = 1024;
  for_each_slice(
      a,
      [&] {
        const double elements = seen() < first ? first : seen();
        const std::size_t wanted = elements < static_cast<double>(most) ? static_cast<std::size_t>(elements) : most;
        return wanted < of_piece ? piece : wanted / of_piece * piece;
      },
      run);
}

/// Vectors a step of a form.
template <class Form> inline constexpr std::size_t form_unroll = xact::unroll<Form>;

/// y, what a form makes of x, and the terms that it makes of y and the centre of its channel: quick ones, or those that
/// are summed in double.
template <scalar T, class Form, bool quick> struct terms_op {
  using number = T;
  static constexpr std::size_t unroll = xact::unroll<Form>;

  Form form;

  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V x, V centre) const noexcept {
    const V y = form.value(x);
    if constexpr (quick)
      return form.quick_results(y, centre);
    else
      return form.careful_results(y, centre);
  }
};

} // namespace xact::inline XACT_ARCH::kernels
