#pragma once

/// Sums over channels, in an order that the shape alone decides: the terms of a block in fixed lanes or positions,
/// these as balanced trees, and the blocks one after the other with their rounding errors carried along. Threads sum
/// blocks; one of them puts the blocks together.

#include <xact/arrays/executor.hpp>
#include <xact/engine/packed.hpp>
#include <xact/engine/sums.hpp>

namespace xact::inline XACT_ARCH::kernels {

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
  void run(const executor_ref &on) const {
    if (plan_.lines != 0 && plan_.lines <= plan_.lines_per_block)
      run_block();
    else
      run_blocks(on);
  }

private:
  XACT_OUTLINE void run_block() const {
    alignas(64) A terms[tile];
    const std::size_t apart = sum_block(0, terms);
    emit(terms, nullptr, apart);
  }
  XACT_OUTLINE void run_blocks(const executor_ref &on) const {
    alignas(64) A total[slots];
    alignas(64) A error[slots];
    alignas(64) A sums[slots];
    clear(total, values_);
    clear(error, values_);
    const std::size_t blocks = plan_.lines == 0 ? 0 : (plan_.lines - 1) / plan_.lines_per_block + 1;
    const std::size_t together = on.shares() ? slots / values_ : 1;
    for (std::size_t first = 0; first < blocks; first += together) {
      const std::size_t count = blocks - first < together ? blocks - first : together;
      on(count, [&](std::size_t k) { put_block(first + k, sums + k * values_); });
      for (std::size_t k = 0; k < count; ++k)
        compensate(total, error, sums + k * values_, values_);
    }
    emit(total, error, plan_.count);
  }
  /// The sums of block b: kind by kind, one per channel.
  XACT_OUTLINE void put_block(std::size_t b, A *sums) const {
    alignas(64) A terms[tile];
    const std::size_t apart = sum_block(b, terms);
    for (std::size_t k = 0; k < kinds_; ++k)
      std::memcpy(sums + k * plan_.count, terms + k * apart, plan_.count * sizeof(A));
  }

  static constexpr std::size_t tile = most_kinds * positions(most_kinds); ///< of terms, of all kinds

  /// Sums block b in a tile, and says how far apart the kinds lie in it, one sum per channel each.
  [[nodiscard]] std::size_t sum_block(std::size_t b, A *terms) const {
    const std::size_t begin = b * plan_.lines_per_block;
    const std::size_t left = plan_.lines - begin;
    const std::size_t end = begin + (left < plan_.lines_per_block ? left : plan_.lines_per_block);
    if (plan_.how == layout::elements) {
      clear(terms, kinds_ * plan_.length);
      run_lines(begin, end, terms);
      for (std::size_t k = 0; k < kinds_; ++k)
        add_positions(terms + k * plan_.length);
      return plan_.length;
    }
    run_lines(begin, end, terms);
    add_lanes(terms);
    return plan_.count;
  }
  void run_lines(std::size_t begin, std::size_t end, A *terms) const {
    if (!plan_.packed) [[likely]]
      return lines_(record_, plan_, begin, end, tiles_, terms);
    if (plan_.how == layout::runs)
      clear(terms, values_ * (64 / record_.in[0].bytes));
    packed_lines(record_, plan_, lines_, tiles_, sizeof(A)).run(begin, end, reinterpret_cast<unsigned char *>(terms));
  }
  /// The periods of a tile are added up first, then what lies side by side.
  void add_positions(A *terms) const noexcept {
    const std::size_t inner = plan_.shape.inner;
    add_rows(terms, plan_.together, plan_.count * inner);
    if (inner > 1)
      add_within_rows(terms, plan_.count, inner);
  }
  void add_lanes(A *terms) const noexcept {
    if (record_.in[0].bytes == sizeof(float))
      tree_totals<lanes<float>>(terms, values_);
    else
      tree_totals<lanes<double>>(terms, values_);
  }

  /// Hands over the sums, which lie `apart` for each kind, with their errors unless these are null.
  void emit(const A *sums, const A *errors, std::size_t apart) const noexcept {
    for (std::size_t o = 0; o < record_.outputs; ++o) {
      const operand &to = record_.out[o];
      if (to.is != role::reduced)
        continue;
      // A sum of nothing leaves what it would be added to as it is, -0 too.
      if (plan_.lines == 0 && to.adds != 0)
        continue;
      if (to.bytes == sizeof(float))
        emit_to(static_cast<float *>(to.data) + plan_.first, to.adds != 0, sums, errors);
      else
        emit_to(static_cast<double *>(to.data) + plan_.first, to.adds != 0, sums, errors);
      sums += apart;
      errors = errors == nullptr ? nullptr : errors + apart;
    }
  }
  template <scalar S> void emit_to(S *to, bool adds, const A *sums, const A *errors) const noexcept {
    const auto put = [&](std::size_t c, A sum) { to[c] = adds ? to[c] + static_cast<S>(sum) : static_cast<S>(sum); };
    if (errors == nullptr)
      for (std::size_t c = 0; c < plan_.count; ++c)
        put(c, sums[c]);
    else
      for (std::size_t c = 0; c < plan_.count; ++c)
        // Once a sum has overflowed or met a NaN its error means nothing.
        put(c, sums[c] - sums[c] == A(0) ? sums[c] + errors[c] : sums[c]);
  }

  const record &record_;
  const plan &plan_;
  const lines_function lines_;
  const void *const *const tiles_;
  const std::size_t kinds_;
  const std::size_t values_;
};

} // namespace xact::inline XACT_ARCH::kernels
