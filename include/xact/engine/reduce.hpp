#pragma once

/// Sums per channel, in an order that depends on the shape alone. The kernel accumulates the terms of a block
/// (plan.hpp) in virtual lanes, or in positions of a tile. These partial sums are called terms too. Balanced trees add
/// the lanes or positions of a block. Compensated summation adds the sums of the blocks, in the order of the blocks.
/// Several threads can compute sums of blocks, but the calling thread alone adds the sums of the blocks.

#include <xact/arrays/executor.hpp>
#include <xact/engine/packed.hpp>
#include <xact/engine/sums.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Emits `count` sums to a reduced output, from channel `first` on. `errors` points to the rounding errors of the sums,
/// or is null.
template <scalar A>
void emit_sums(const operand &out, std::size_t first, std::size_t count, const A *sums, const A *errors) noexcept {
  const auto total = [&](std::size_t c) {
    // The rounding error of a sum that is infinite or NaN has no meaning.
    return errors != nullptr && detail::is_zero(sums[c] - sums[c]) ? sums[c] + errors[c] : sums[c];
  };
  const auto emit_to = [&]<class S>(S *to) {
    for (std::size_t c = 0; c < count; ++c)
      to[c] = out.adds != 0 ? to[c] + static_cast<S>(total(c)) : static_cast<S>(total(c));
  };
  if (bytes_of(out) == sizeof(float))
    emit_to(static_cast<float *>(out.data) + first);
  else
    emit_to(static_cast<double *>(out.data) + first);
}

/// The number of terms in memory per reduced output, for one block. `bytes` is the size of an element.
[[nodiscard]] XACT_FLAT std::size_t terms_of_kind(const plan &p, std::size_t bytes) noexcept {
  return p.how == layout::elements ? p.length : p.count * (64 / bytes);
}
/// Sets the terms of a block to zero, if the kernel adds to terms in memory instead of overwriting them. `kinds` is the
/// number of reduced outputs, and `bytes` the size of an element.
template <scalar A> void begin_block(const plan &p, std::size_t kinds, std::size_t bytes, A *terms) noexcept {
  if (p.how == layout::elements || p.packed)
    set_to_zero(terms, kinds * terms_of_kind(p, bytes));
}
/// Reduces the terms of blocks to one sum per channel, reduced output and block. `kinds` is the number of reduced
/// outputs times the number of blocks.
template <scalar A>
XACT_OUTLINE void add_terms(const plan &p, std::size_t kinds, std::size_t bytes, A *terms) noexcept {
  if (p.how == layout::elements) {
    // Adds the periods of a tile, and then the elements of each run.
    for (A *kind = terms; kind != terms + kinds * p.length; kind += p.length) {
      add_rows(kind, p.periods_per_segment, p.count * p.shape.inner);
      if (p.shape.inner > 1)
        add_within_rows(kind, p.count, p.shape.inner);
    }
  } else if (bytes == sizeof(float)) {
    tree_totals<lanes<float>>(terms, kinds * p.count);
  } else {
    tree_totals<lanes<double>>(terms, kinds * p.count);
  }
}
/// Calls add_terms, unless each term is already the sum of a channel. Returns the distance from the sums of one reduced
/// output to the sums of the next one.
template <scalar A>
[[nodiscard]] XACT_FLAT std::size_t add_block(const plan &p, std::size_t kinds, std::size_t bytes, A *terms) noexcept {
  const bool by_elements = p.how == layout::elements;
  if (!by_elements || p.length != p.count)
    add_terms(p, kinds, bytes, terms);
  return by_elements ? p.length : p.count;
}

/// The sums of a block, in two tiles. The first tile holds the sums of the first `in_first` reduced outputs, and the
/// second tile the sums of the other reduced outputs. Inside a tile, the sums of consecutive outputs begin `apart`
/// numbers apart. The second tile can be a part of the first tile.
template <scalar A> struct kinds_in_tiles {
  void *tiles[2];
  std::size_t in_first;
  std::size_t apart = 0;

  [[nodiscard]] A *tile(std::size_t t) const noexcept { return static_cast<A *>(tiles[t]); }
  [[nodiscard]] A *kind(std::size_t k) const noexcept {
    return k < in_first ? tile(0) + k * apart : tile(1) + (k - in_first) * apart;
  }
};

/// The sums of one pass, accumulated in type A.
template <scalar A> class reduction {
public:
  /// Keeps references to a pass with `kinds` reduced outputs. The arguments must outlive the object.
  reduction(const record &r, const plan &p, lines_function lines, const void *const *tiles, std::size_t kinds) noexcept
      : record_(r), plan_(p), lines_(lines), tiles_(tiles), kinds_(kinds), values_(kinds * p.count) {}

  /// @{ Compute and emit the sums of a plan. `run_block` requires a plan with a single block. `run_blocks` accepts any
  /// number of blocks.
  XACT_OUTLINE void run_block() const {
    sum_blocks(0, 1, [&](std::size_t first, std::size_t count, const kinds_in_tiles<A> &sums) {
      for_each_output([&](const operand &out, std::size_t k) {
        emit_sums<A>(out, plan_.first + first, count, sums.kind(k), nullptr);
      });
    });
  }
  XACT_OUTLINE void run_blocks(const executor_ref &on) const {
    alignas(64) A total[slot_count / 2];
    alignas(64) A error[slot_count / 2];
    set_to_zero(total, values_);
    set_to_zero(error, values_);
    const std::size_t blocks = (plan_.lines - 1) / plan_.lines_per_block + 1;
    if (on.is_parallel())
      add_blocks_of_threads(on, blocks, total, error);
    else
      add_blocks(blocks, total, error);
    for_each_output([&](const operand &out, std::size_t k) {
      emit_sums<A>(out, plan_.first, plan_.count, total + k * plan_.count, error + k * plan_.count);
    });
  }
  /// @}

private:
  static constexpr std::size_t slot_count = tile_bytes / sizeof(A); ///< twice the largest number of sums of a pass
  static constexpr std::size_t tile = 2 * slot_count;               ///< room for the terms of two reduced outputs

  /// @{ Add the sums of all blocks to the totals, in the order of the blocks.
  XACT_OUTLINE void add_blocks(std::size_t blocks, A *total, A *error) const {
    for (std::size_t b = 0; b < blocks; b += plan_.blocks)
      sum_blocks(b, blocks - b < plan_.blocks ? blocks - b : plan_.blocks,
                 [&](std::size_t first, std::size_t count, const kinds_in_tiles<A> &sums) {
                   if (sums.apart == plan_.count && sums.in_first == kinds_)
                     return compensate(total, error, sums.kind(0), values_);
                   for (std::size_t k = 0; k < kinds_; ++k)
                     compensate(total + k * plan_.count + first, error + k * plan_.count + first, sums.kind(k), count);
                 });
  }
  XACT_OUTLINE void add_blocks_of_threads(const executor_ref &on, std::size_t blocks, A *total, A *error) const {
    alignas(64) A few[slot_count];
    const std::span<A> many = on.memory<A>();
    A *const sums = many.size() > slot_count ? many.data() : few;
    const std::size_t together = (many.size() > slot_count ? many.size() : slot_count) / values_;
    for (std::size_t first = 0; first < blocks; first += together) {
      const std::size_t count = blocks - first < together ? blocks - first : together;
      on(count, [&](std::size_t k) { put_block(first + k, sums + k * values_); });
      for (std::size_t k = 0; k < count; ++k)
        compensate(total, error, sums + k * values_, values_);
    }
  }
  /// @}

  /// Calls use(output, k) for each reduced output. k is the index of the output among the reduced outputs.
  template <class Use> XACT_FLAT void for_each_output(const Use &use) const {
    for (std::size_t o = 0, kind = 0; o < record_.outputs; ++o)
      if (record_.out[o].role == role::reduced)
        use(record_.out[o], kind++);
  }
  /// Writes the sums of block b to `to`: one sum per channel of the first reduced output, then of the next, and so on.
  XACT_OUTLINE void put_block(std::size_t b, A *to) const {
    sum_blocks(b, 1, [&](std::size_t first, std::size_t count, const kinds_in_tiles<A> &sums) {
      for (std::size_t k = 0; k < kinds_; ++k)
        std::memcpy(to + k * plan_.count + first, sums.kind(k), count * sizeof(A));
    });
  }

  /// Sums n blocks from block b on. Calls use(first, count, sums) for each block, with the sums of `count` channels
  /// from channel `first` of the pass on. These are all channels, unless the layout is layout::runs and the terms of
  /// all channels do not fit into `terms` at once. Then each call is for a group of channels.
  template <class Use> XACT_FLAT void sum_blocks(std::size_t b, std::size_t n, const Use &use) const {
    alignas(64) A terms[tile];
    const std::size_t of_kind = plan_.count > plan_.group && plan_.how == layout::runs
                                    ? tile / 2
                                    : terms_of_kind(plan_, bytes_of(record_.in[0]));
    kinds_in_tiles<A> memory{{terms, terms + (kinds_ > 2 ? 2 * of_kind : 0)}, kinds_};
    if (kinds_ * of_kind <= tile) [[likely]]
      sum_groups(b, n, memory, use);
    else
      sum_groups_in_two_tiles(b, terms, use);
  }
  /// Runs `sum_groups` with a second tile. The second tile is not in the stack frame of `sum_blocks`, so that a call
  /// that needs one tile uses less stack.
  template <class Use> XACT_OUTLINE void sum_groups_in_two_tiles(std::size_t b, A *terms, const Use &use) const {
    alignas(64) A more[tile];
    kinds_in_tiles<A> memory{{terms, more}, 2};
    sum_groups(b, 1, memory, use);
  }
  template <class Use>
  XACT_OUTLINE void sum_groups(std::size_t b, std::size_t n, kinds_in_tiles<A> &memory, const Use &use) const {
    if (plan_.how == layout::elements || plan_.count <= plan_.group) [[likely]] {
      sum_group(plan_, b, n, memory);
      for (; n != 0; --n, memory.tiles[0] = memory.tile(0) + values_)
        use(0, plan_.count, memory);
      return;
    }
    plan group = plan_;
    for (std::size_t first = 0; first < plan_.count; first += plan_.group) {
      group.first = plan_.first + first;
      group.count = group.segments = plan_.count - first < plan_.group ? plan_.count - first : plan_.group;
      sum_group(group, b, n, memory);
      use(first, group.count, memory);
    }
  }
  /// Sums the channels of p in n blocks from block b on. The sums of all blocks replace the terms in `memory`, in the
  /// order of the blocks.
  void sum_group(const plan &p, std::size_t b, std::size_t n, kinds_in_tiles<A> &memory) const {
    const std::size_t begin = b * p.lines_per_block;
    const std::size_t left = p.lines - begin;
    const std::size_t end = begin + (left < n * p.lines_per_block ? left : n * p.lines_per_block);
    const std::size_t bytes = bytes_of(record_.in[0]);
    const std::size_t in_second = kinds_ - memory.in_first;
    begin_block(p, memory.in_first, bytes, memory.tile(0));
    if (in_second != 0) [[unlikely]]
      begin_block(p, in_second, bytes, memory.tile(1));
    if (p.packed) [[unlikely]]
      packed_lines(record_, p, lines_, tiles_, sizeof(A)).run(begin, end, memory.tiles);
    else
      lines_(record_, p, begin, end, tiles_, memory.tiles);
    memory.apart = add_block(p, n * memory.in_first, bytes, memory.tile(0));
    if (in_second != 0) [[unlikely]]
      memory.apart = add_block(p, in_second, bytes, memory.tile(1));
  }

  const record &record_;
  const plan &plan_;
  const lines_function lines_;
  const void *const *const tiles_;
  const std::size_t kinds_;
  const std::size_t values_;
};

/// Computes the sums of a pass with `kinds` reduced outputs, accumulated in type A. The engine calls this function
/// through the pointer kernel_type::reduce. Only kernels with sums set the pointer, so a source file without such
/// kernels does not compile the function.
template <scalar A>
void reduce(const record &r, const plan &p, lines_function lines, const void *const *tiles, std::size_t kinds,
            const executor_ref &on) {
  const reduction<A> sums(r, p, lines, tiles, kinds);
  if (p.lines <= p.lines_per_block)
    sums.run_block();
  else
    sums.run_blocks(on);
}
using reduce_function = decltype(&reduce<double>);

} // namespace xact::inline XACT_ARCH::kernels
