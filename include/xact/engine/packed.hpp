#pragma once

/// Sums over rows with gaps. The plan is that of a single row with the same elements, so that the sums are bitwise
/// equal to the sums over a single row. The elements of a segment are copied to contiguous memory, and the kernel runs
/// on the copy.

#include <xact/engine/plan.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// A kernel in one layout. The function runs the lines from `begin` to `end` of a plan. `tiles` are the tiles of
/// parameters. `terms` are tiles for the terms of a block; each tile has room for the terms of two reduced outputs.
using lines_function = void (*)(const record &, const plan &, std::size_t begin, std::size_t end,
                                const void *const *tiles, void *const *terms);

inline constexpr std::size_t most_parameters = 3; ///< largest number of per-channel operands in a call

/// Runs the lines of a packed plan: a plan that is made as if each array were a single row.
class packed_lines {
public:
  /// Keeps references to r and p, and the pointer `tiles`. `lines` is the kernel. `accumulator_bytes` is the size of an
  /// accumulator.
  packed_lines(const record &r, const plan &p, lines_function lines, const void *const *tiles,
               std::size_t accumulator_bytes) noexcept
      : record_(r), plan_(p), lines_(lines), tiles_(tiles), accumulator_bytes_(accumulator_bytes) {}

  /// Adds the terms of the lines from `begin` to `end` to `terms`.
  void run(std::size_t begin, std::size_t end, void *const *terms) const {
    for (std::size_t line = begin; line < end; ++line) {
      const place at = locate(plan_, line);
      for (std::size_t s = 0; s < at.segments; ++s) {
        const std::size_t n = s + 1 == at.segments ? at.last : at.length;
        const std::size_t first = plan_.offset + at.column + s * plan_.column_step;
        for (std::size_t done = 0; done < n; done += room()) {
          const std::size_t count = n - done < room() ? n - done : room();
          if (plan_.how == layout::runs)
            run_piece(first + done, count, s, 0, terms, s * (64 / bytes_of(record_.in[0])));
          else
            run_piece(first + done, count, 0, done, terms, done);
        }
      }
    }
  }

private:
  static constexpr std::size_t most_arrays = 4;
  static constexpr std::size_t piece_bytes = 3072; ///< largest copy of an array; a segment of several periods fits

  [[nodiscard]] std::size_t room() const noexcept { return piece_bytes / bytes_of(record_.in[0]); }

  /// Runs n elements from index `first` on, counted row by row. In layout::runs all of them belong to one channel,
  /// which has index `channel` in the pass. In layout::elements their parameters begin at position `begin` of the
  /// tiles. Their terms begin at position `slot` of each tile of terms.
  XACT_OUTLINE void run_piece(std::size_t first, std::size_t n, std::size_t channel, std::size_t begin,
                              void *const *terms, std::size_t slot) const {
    alignas(64) unsigned char memory[most_arrays][piece_bytes];
    const void *parameters[most_parameters] = {};
    void *const terms_from_slot[] = {at_slot(terms[0], slot), at_slot(terms[1], slot)};
    record r = record_;
    std::size_t used = 0;
    std::size_t used_tiles = 0;
    for (std::size_t i = 0; i < r.inputs; ++i)
      if (r.in[i].role == role::dense) {
        copy(record_.in[i], first, n, memory[used], false);
        point_to(r.in[i], memory[used++], n);
      } else if (r.in[i].role == role::per_channel && plan_.how == layout::elements) {
        parameters[used_tiles] = static_cast<const unsigned char *>(tiles_[used_tiles]) + begin * bytes_of(r.in[i]);
        ++used_tiles;
      }
    for (std::size_t o = 0; o < r.outputs; ++o)
      if (r.out[o].role == role::dense)
        point_to(r.out[o], memory[used++], n);
    lines_(r, plan_of_piece(n, channel), 0, 1, parameters, terms_from_slot);
    for (std::size_t o = 0; o < r.outputs; ++o)
      if (r.out[o].role == role::dense)
        copy(record_.out[o], first, n, static_cast<unsigned char *>(r.out[o].data), true);
  }
  [[nodiscard]] void *at_slot(void *terms, std::size_t slot) const noexcept {
    return static_cast<unsigned char *>(terms) + slot * accumulator_bytes_;
  }
  static void point_to(operand &o, unsigned char *memory, std::size_t n) noexcept {
    o.data = memory;
    o.rows = 1;
    o.columns = o.stride = n;
  }
  /// Copies n elements of an array to `memory`, or with `back` from `memory` to the array. The first element has index
  /// `first`, counted row by row.
  void copy(const operand &o, std::size_t first, std::size_t n, unsigned char *memory, bool back) const noexcept {
    for (std::size_t done = 0; done < n;) {
      const std::size_t row = (first + done) / o.columns;
      const std::size_t column = (first + done) % o.columns;
      const std::size_t count = o.columns - column < n - done ? o.columns - column : n - done;
      unsigned char *const there = static_cast<unsigned char *>(o.data) + (row * o.stride + column) * bytes_of(o);
      unsigned char *const here = memory + done * bytes_of(o);
      std::memcpy(back ? there : here, back ? here : there, count * bytes_of(o));
      done += count;
    }
  }
  /// A plan with one segment of n elements. The first element belongs to the channel with index `channel` in the pass.
  [[nodiscard]] plan plan_of_piece(std::size_t n, std::size_t channel) const noexcept {
    plan p = plan_;
    p.first += channel;
    p.shape = {1, 0, 0, n, 1, n, 1};
    p.chunk = n;
    p.pieces = p.segments = p.lines = p.lines_per_row = 1;
    p.continues = true;
    return p;
  }

  const record &record_;
  const plan &plan_;
  const lines_function lines_;
  const void *const *const tiles_;
  const std::size_t accumulator_bytes_;
};

} // namespace xact::inline XACT_ARCH::kernels
