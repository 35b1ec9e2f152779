// Overlapping and interleaved arrays. The tests compare the result of are_separate with the sets of elements of the
// arrays, and check calls on interleaved arrays.

#include "../catch.hpp"
#include "../support.hpp"

#include <bitset>
#include <numeric>

using namespace test;

namespace {

constexpr std::size_t room = 96; ///< number of elements of the memory in which all views lie

using elements = std::bitset<room>;

template <class T> using view = xact::detail::view<T>;

template <class T> bool contiguous(const view<T> &v) {
  return xact::kernels::is_contiguous(xact::kernels::as_operand(v));
}
template <class A, class B> bool are_separate(const view<A> &a, const view<B> &b, bool same_allowed) {
  return xact::kernels::are_separate(xact::kernels::as_operand(a), xact::kernels::as_operand(b), same_allowed);
}

template <class T> elements elements_of(const view<T> &v, const T *memory) {
  elements all;
  for (std::size_t r = 0; r < v.rows; ++r)
    for (std::size_t c = 0; c < v.columns; ++c)
      all.set(static_cast<std::size_t>(v.data - memory) + r * v.stride + c);
  return all;
}

/// Returns the set of the remainders i % divisor of the indices i in `all`.
elements modulo(const elements &all, std::size_t divisor) {
  elements residues;
  for (std::size_t i = 0; i < room; ++i)
    if (all[i])
      residues.set(i % divisor);
  return residues;
}

/// Returns views of every small shape, including strides at which rows overlap. The first element of each view is
/// memory[offset].
template <class T> std::vector<view<T>> small_views(T *memory, std::size_t offset) {
  std::vector<view<T>> all;
  for (std::size_t rows = 0; rows <= 4; ++rows)
    for (std::size_t columns = 0; columns <= 4; ++columns)
      for (std::size_t stride = columns == 0 ? 0 : columns - 1; stride <= 8; ++stride)
        all.push_back({"v", memory + offset, rows, columns, stride});
  return all;
}

template <class T> struct buffer {
  std::vector<T> all = random_numbers<T>(room, T(4), 1);
  const std::vector<T> before = all;

  /// Returns true if only the given elements have changed.
  [[nodiscard]] bool changed_only(const elements &those) const {
    for (std::size_t i = 0; i < room; ++i)
      if (!those[i] && !same(all[i], before[i]))
        return false;
    return true;
  }
};

} // namespace

TEST_CASE("are_separate distinguishes overlapping rows from interleaved rows") {
  std::vector<float> memory(room);
  std::size_t overlaps_accepted = 0;
  std::size_t same_refused = 0;
  std::size_t same_accepted = 0;
  std::size_t exact_refused = 0; // counts errors in the cases in which are_separate is exact
  std::size_t residues_refused = 0;
  std::size_t interleaved = 0;
  const std::vector<view<float>> first = small_views(memory.data(), 30);
  std::vector<elements> elements_of_first;
  for (const auto &a : first)
    elements_of_first.push_back(elements_of(a, memory.data()));
  for (std::size_t offset = 0; offset <= 60; ++offset)
    for (const auto &b : small_views(memory.data(), offset)) {
      const elements of_b = elements_of(b, memory.data());
      for (std::size_t k = 0; k < first.size(); ++k) {
        const view<float> &a = first[k];
        const elements &of_a = elements_of_first[k];
        const bool apart = are_separate(a, b, false);
        if ((of_a & of_b).any()) {
          const bool same =
              a.data == b.data && a.rows == b.rows && a.columns == b.columns && (a.rows == 1 || a.stride == b.stride);
          overlaps_accepted += apart || (!same && are_separate(a, b, true));
          same_refused += same && !are_separate(a, b, true);
          same_accepted += same;
          continue;
        }
        const bool in_order = (a.rows <= 1 || a.stride >= a.columns) && (b.rows <= 1 || b.stride >= b.columns);
        if (of_a.none() || of_b.none() || contiguous(a) || contiguous(b) || a.stride == b.stride) {
          exact_refused += in_order && !apart;
        } else if (in_order) {
          const std::size_t divisor = std::gcd(a.stride, b.stride);
          const bool residues_apart = (modulo(of_a, divisor) & modulo(of_b, divisor)).none();
          residues_refused += residues_apart && !apart;
          interleaved += residues_apart;
        }
      }
    }
  CHECK(overlaps_accepted == 0);
  CHECK(same_refused == 0);
  CHECK(same_accepted > 100);
  CHECK(exact_refused == 0);
  CHECK(residues_refused == 0);
  CHECK(interleaved > 5000);
}

TEST_CASE("arrays of different types are separate only if one ends before the other begins") {
  alignas(8) std::uint8_t bytes[4 * room];
  auto *const floats = reinterpret_cast<float *>(bytes); // are_separate uses only the address
  std::size_t wrong = 0;
  for (const auto &a : small_views(floats, 10))
    for (std::size_t offset = 0; offset <= 120; ++offset) {
      const view<std::uint8_t> b{"mask", bytes + offset, 1, 3, 3};
      const std::size_t end = 10 + (a.rows - 1) * a.stride + a.columns;
      const bool meet = a.rows * a.columns != 0 && 40 < offset + 3 && offset < 4 * end;
      wrong += are_separate(a, b, false) == meet;
      wrong += are_separate(b, a, true) == meet;
    }
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("a call accepts interleaved columns of one matrix", "", float, double) {
  using T = TestType;
  struct layout {
    std::size_t offset;
    std::size_t columns;
    std::size_t stride;
  };
  struct pair {
    layout x;
    layout y;
  };
  // The list has two pairs of columns, two pairs of blocks of columns, and four pairs with different strides.
  for (const auto &layouts : {pair{{0, 1, 4}, {1, 1, 4}}, pair{{3, 1, 4}, {0, 1, 4}}, pair{{2, 3, 8}, {6, 3, 8}},
                              pair{{5, 3, 8}, {0, 3, 8}}, pair{{0, 1, 4}, {1, 1, 6}}, pair{{9, 1, 4}, {0, 1, 6}},
                              pair{{2, 2, 6}, {4, 2, 9}}, pair{{0, 2, 12}, {2, 2, 8}}}) {
    constexpr std::size_t rows = 7;
    const layout from = layouts.x;
    const layout to = layouts.y;
    buffer<T> b;
    const xact::strided<T> x{b.all.data() + from.offset, rows, from.columns, from.stride};
    const xact::strided<T> y{b.all.data() + to.offset, rows, to.columns, to.stride};
    if (from.columns == 2 && from.stride == 6) {
      // The strides 6 and 9 have the common divisor 3. Modulo 3 the two columns of x and the two columns of y overlap,
      // so the library cannot prove that the views are separate, and reports a misuse.
      const misuse_trap trap;
      xact::forward(xact::relu{}, x, y);
      CHECK(trap.says("overlaps x"));
      CHECK(b.changed_only({}));
      continue;
    }
    INFO("from " << from.offset << ", stride " << from.stride << " to " << to.offset << ", stride " << to.stride);
    for_each_kind([&](auto f) {
      const misuse_trap trap;
      b.all = b.before;
      std::vector<T> want(rows * from.columns);
      std::vector<T> in;
      for (std::size_t r = 0; r < rows; ++r)
        in.insert(in.end(), x.data + r * x.stride, x.data + r * x.stride + x.columns);
      xact::forward(f, in, want);
      const auto check = [&] {
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < want.size(); ++i)
          wrong += !same(y.data[i / y.columns * y.stride + i % y.columns], want[i]);
        CHECK(wrong == 0);
        CHECK(b.changed_only(elements_of(view<T>{"y", y.data, rows, y.columns, y.stride}, b.all.data())));
        CHECK(trap.message() == "");
      };
      xact::forward(f, x, y);
      check();
      b.all = b.before;
      xact::forward(backwards, f, x, y);
      check();
      b.all = b.before;
      xact::backward(f, x, std::vector<T>(want.size(), T(1)), y);
      xact::derivative(f, in, want);
      check();
    });
  }
}

TEST_CASE("each output of a call may be a column of one matrix") {
  buffer<float> b;
  const auto column = [&](std::size_t k) { return xact::strided<float>{b.all.data() + k, 20, 1, 4}; };
  const misuse_trap trap;
  xact::value_and_derivative(xact::elu{}, column(0), column(1), column(3));
  CHECK(trap.message() == "");
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(same(b.all[4 * i + 1], xact::elu{}(b.before[4 * i])));
    CHECK(same(b.all[4 * i + 3], xact::elu{}.derivative(b.before[4 * i])));
    CHECK(same(b.all[4 * i + 2], b.before[4 * i + 2]));
  }
  xact::value_and_derivative(xact::elu{}, column(0), column(1), column(1));
  CHECK(trap.says("d (20 elements at"));
}

TEST_CASE("the stride of a single row has no meaning") {
  buffer<float> b;
  float *const p = b.all.data();
  misuse_trap trap;
  // x is a single row, which lies in the gap between the two rows of y.
  xact::forward(xact::relu{}, std::span(p + 4, 4), xact::strided<float>{p, 2, 2, 12});
  CHECK(trap.message() == "");
  CHECK(b.changed_only(elements(0b11'0000'0000'0011)));
  b.all = b.before;
  xact::forward(xact::relu{}, std::span(p + 9, 4), xact::strided<float>{p, 2, 2, 12});
  CHECK(trap.says("overlaps x (4 elements at"));
  xact::forward(xact::relu{}, xact::strided<float>{p, 1, 5, 0}, xact::strided<float>{p + 1, 1, 5, 0});
  CHECK(trap.says("overlaps x (5 elements at"));
  CHECK(b.changed_only({}));
}
