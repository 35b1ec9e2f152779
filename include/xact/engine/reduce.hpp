#pragma once

/// Sums over channels, in an order that the shape alone decides: the terms of a block in fixed lanes or positions,
/// these as balanced trees, and the blocks one after the other with their rounding errors carried along. Threads sum
/// blocks; one of them puts the blocks together.

#include <xact/arrays/executor.hpp>
#include <xact/engine/plan.hpp>
#include <xact/engine/sums.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Runs the lines from `begin` to `end` of a plan. `tiles` are laid-out parameters, `terms` the sums of a block.
using lines_function = void (*)(const record &, const plan &, std::size_t begin, std::size_t end,
                                const void *const *tiles, void *terms);

/// The sums of one pass over some channels, accumulated in A.
template <scalar A> class reduction {
public:
  /// Of `kinds` terms of each element.
  reduction(const record &r, const plan &p, lines_function lines, const void *const *tiles, std::size_t kinds) noexcept
      : record_(r), plan_(p), lines_(lines), tiles_(tiles), kinds_(kinds), values_(kinds * p.count) {}

  /// The sums of a pass are no more than these.
  static constexpr std::size_t slots = tile_bytes / sizeof(A);
  /// The positions of a tile of terms, for each kind.
  [[nodiscard]] static constexpr std::size_t positions(std::size_t kinds) noexcept {
    return kinds == 1 ? slots : slots / 2;
  }
  static constexpr std::size_t most_kinds = 4;

  /// Writes the sums to the reduced outputs.
  XACT_OUTLINE void run(const executor_ref &on) const {
    alignas(64) A total[slots];
    alignas(64) A error[slots];
    clear(total, values_);
    clear(error, values_);
    const std::size_t blocks = (plan_.lines + plan_.lines_per_block - 1) / plan_.lines_per_block;
    if (blocks == 1)
      sum_block(0, total);
    else
      sum_blocks(on, blocks, total, error);
    emit(total, error);
  }

private:
  void sum_blocks(const executor_ref &on, std::size_t blocks, A *total, A *error) const {
    alignas(64) A sums[slots];
    const std::size_t together = on.shares() ? slots / values_ : 1;
    for (std::size_t first = 0; first < blocks; first += together) {
      const std::size_t count = blocks - first < together ? blocks - first : together;
      on(count, [&](std::size_t k) { sum_block(first + k, sums + k * values_); });
      for (std::size_t k = 0; k < count; ++k)
        compensate(total, error, sums + k * values_, values_);
    }
  }

  /// The sums of block b: kind by kind, one per channel.
  XACT_OUTLINE void sum_block(std::size_t b, A *sums) const {
    alignas(64) A terms[most_kinds * positions(most_kinds)];
    const std::size_t begin = b * plan_.lines_per_block;
    const std::size_t left = plan_.lines - begin;
    const std::size_t end = begin + (left < plan_.lines_per_block ? left : plan_.lines_per_block);
    if (plan_.how == layout::elements) {
      clear(terms, kinds_ * plan_.length);
      lines_(record_, plan_, begin, end, tiles_, terms);
      for (std::size_t k = 0; k < kinds_; ++k)
        add_positions(terms + k * plan_.length, sums + k * plan_.count);
    } else {
      lines_(record_, plan_, begin, end, tiles_, terms);
      add_lanes(terms);
      std::memcpy(sums, terms, values_ * sizeof(A));
    }
  }
  /// The periods of a tile are added up first, then what lies side by side.
  void add_positions(A *terms, A *sums) const noexcept {
    const std::size_t inner = plan_.shape.inner;
    add_rows(terms, plan_.together, plan_.count * inner);
    if (inner > 1)
      add_within_rows(terms, plan_.count, inner);
    std::memcpy(sums, terms, plan_.count * sizeof(A));
  }
  void add_lanes(A *terms) const noexcept {
    if (record_.in[0].bytes == sizeof(float))
      tree_totals<lanes<float>>(terms, values_);
    else
      tree_totals<lanes<double>>(terms, values_);
  }

  void emit(const A *total, const A *error) const noexcept {
    for (std::size_t o = 0; o < record_.outputs; ++o) {
      const operand &to = record_.out[o];
      if (to.is != role::reduced)
        continue;
      if (to.bytes == sizeof(float))
        emit(static_cast<float *>(to.data) + plan_.first, to.adds != 0, total, error);
      else
        emit(static_cast<double *>(to.data) + plan_.first, to.adds != 0, total, error);
      total += plan_.count;
      error += plan_.count;
    }
  }
  template <scalar S> void emit(S *to, bool adds, const A *total, const A *error) const noexcept {
    for (std::size_t c = 0; c < plan_.count; ++c) {
      // Once a sum has overflowed or met a NaN its error means nothing.
      const A sum = total[c] - total[c] == A(0) ? total[c] + error[c] : total[c];
      to[c] = adds ? to[c] + static_cast<S>(sum) : static_cast<S>(sum);
    }
  }

  const record &record_;
  const plan &plan_;
  const lines_function lines_;
  const void *const *const tiles_;
  const std::size_t kinds_;
  const std::size_t values_;
};

} // namespace xact::inline XACT_ARCH::kernels
