#pragma once

/// One call of the library: the arrays, their places in memory, and the comparison of all memory with the expected
/// contents after the call.

#include "memory.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace fuzz {

/// The role of an array in a call. `sums` is the gradient of the parameters, `bits` a mask, per_slice_read the labels.
enum class role : std::uint8_t { read, written, per_channel, sums, bits_read, bits_written, per_slice_read, losses };

inline bool is_dense(role p) { return p == role::read || p == role::written; }
inline bool is_output(role p) {
  return p == role::written || p == role::sums || p == role::bits_written || p == role::losses;
}

/// The index of an operand that does not exist.
inline constexpr std::size_t none = static_cast<std::size_t>(-1);

struct operand {
  const char *name;
  role is;
  array a;
  std::size_t window = 0;
};

/// Reports a failure of this iteration and ends the program.
[[noreturn]] void fail(const std::string &why);

class call {
public:
  call(random &draws, const memory &of) : r(draws), memory_(of) {}

  random &r;
  std::string what; ///< a description of the call
  std::vector<operand> operands;
  std::size_t channels = 1;
  std::size_t inner = 1;

  /// Adds a dense array (one number per element of the call) of rows × columns elements, with a random layout.
  std::size_t add_dense(const char *name, role is, std::size_t bytes) {
    array a{nullptr, 0, bytes, rows, columns, columns};
    const bool gaps = r.percent(gap_percent);
    if (rows != 1 && gaps)
      a.stride += draw_gap(bytes);
    else if (rows == 1 && gaps)
      a.stride = r.below(2 * columns + 2); // the stride of one row has no meaning
    else if (rows != 1 && r.percent(50))
      a = flat(bytes, rows * columns);
    return add(name, is, a);
  }
  /// Adds an array of one row.
  std::size_t add_flat(const char *name, role is, std::size_t bytes, std::size_t size) {
    return add(name, is, flat(bytes, size));
  }
  std::size_t add(const char *name, role is, const array &a) {
    operands.push_back({name, is, a});
    return operands.size() - 1;
  }

  /// @{ The shape of the dense arrays, and the probability of gaps in percent.
  std::size_t rows = 1;
  std::size_t columns = 0;
  std::size_t gap_percent = 0;
  [[nodiscard]] std::size_t size() const { return rows * columns; }
  /// @}

  /// Prepares another call with the same memory.
  void reset() {
    operands.clear();
    misdescribed = none;
    windows_.clear();
  }

  /// Assigns a place to every array. Sometimes an output gets the place of an input, or two arrays are neighbours.
  void place() {
    for (std::size_t k = 0; k < operands.size(); ++k)
      memory_.place(r, k, operands[k].a);
    const std::size_t kind = r.below(100);
    if (kind < 25)
      put_in_place();
    else if (kind < 40)
      put_near();
  }

  /// Fills all arrays, the memory between them, and about 192 bytes before and after them (the windows) with a pattern.
  /// The caller then fills the arrays, and calls note().
  void open() {
    for (operand &o : operands) {
      std::size_t begin = o.a.offset;
      std::size_t end = o.a.offset + o.a.extent();
      for (const operand &other : operands)
        if (other.a.in == o.a.in) {
          begin = other.a.offset < begin ? other.a.offset : begin;
          end = other.a.offset + other.a.extent() > end ? other.a.offset + other.a.extent() : end;
        }
      o.window = windows_.size();
      for (std::size_t w = 0; w < windows_.size(); ++w)
        if (windows_[w].in() == o.a.in)
          o.window = w;
      if (o.window == windows_.size())
        windows_.emplace_back(*o.a.in, begin < 192 ? 0 : (begin - 192) / 8 * 8,
                              block::size - end < 192 ? block::size : (end + 199) / 8 * 8, r);
    }
  }
  /// @{ These functions record (note) and restore the bytes of all windows.
  void note() { std::ranges::for_each(windows_, &window::note); }
  void restore() const { std::ranges::for_each(windows_, &window::restore); }
  /// @}

  /// @{ Element i of array o: `before` and `now` read it, `want` sets the expected value, and `put` writes the element.
  template <class T> [[nodiscard]] T before(std::size_t o, std::size_t i) const {
    return read<T>(windows_[operands[o].window].before(operands[o].a.at(i)));
  }
  template <class T> [[nodiscard]] T now(std::size_t o, std::size_t i) const {
    return read<T>(windows_[operands[o].window].now(operands[o].a.at(i)));
  }
  template <class T> void want(std::size_t o, std::size_t i, T value) {
    std::memcpy(windows_[operands[o].window].wanted(operands[o].a.at(i)), &value, sizeof value);
  }
  template <class T> void put(std::size_t o, std::size_t i, T value) {
    std::memcpy(operands[o].a.in->begin() + operands[o].a.at(i), &value, sizeof value);
  }
  /// @}

  /// Calls run() while AddressSanitizer guards the memory between and around the arrays.
  template <class Run> void watched(const Run &run) const {
    std::vector<array> open;
    for (std::size_t k = 0; k < operands.size(); ++k)
      open.push_back(k == misdescribed ? as_it_was : operands[k].a);
    const closed_gaps closed(windows_, open);
    run();
  }
  std::size_t misdescribed = none; ///< the index of the array whose sizes are wrong in the call
  array as_it_was;                 ///< this array with its true sizes

  /// Fails unless memory has the expected contents. A refused call must not change any memory.
  template <class T> void compare(bool refused) {
    for (window &w : windows_) {
      if (refused ? std::memcmp(w.before(w.begin()), w.now(w.begin()), w.end() - w.begin()) == 0 : w.is_as_wanted())
        continue;
      for (std::size_t at = w.begin(); at < w.end(); ++at) {
        const unsigned char *const wanted = refused ? w.before(at) : w.wanted(at);
        if (*wanted == *w.now(at))
          continue;
        const std::size_t begin = at / sizeof(T) * sizeof(T);
        const T got = read<T>(w.now(begin));
        const T want = read<T>(refused ? w.before(begin) : w.wanted(begin));
        const operand *const of = output_at(*w.in(), at);
        if (!refused && of != nullptr && of->a.bytes == sizeof(T) && std::isnan(got) && std::isnan(want)) {
          at = begin + sizeof(T) - 1;
          continue;
        }
        tell_difference(*w.in(), at, of, refused, *w.now(at), *wanted, static_cast<double>(got),
                        static_cast<double>(want));
      }
    }
  }

  /// Returns a description of the call and its arrays.
  [[nodiscard]] std::string describe() const {
    std::string text = what;
    char line[256];
    std::snprintf(line, sizeof line, "\n  channels %zu, inner %zu", channels, inner);
    text += line;
    for (const operand &o : operands) {
      std::snprintf(line, sizeof line,
                    "\n  %s: block %td, byte %zu, %zu rows of %zu, stride %zu, elements of %zu bytes", o.name,
                    o.a.in - operands[0].a.in, o.a.offset, o.a.rows, o.a.columns, o.a.stride, o.a.bytes);
      text += line;
    }
    return text;
  }

private:
  template <class T> static T read(const unsigned char *from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  static array flat(std::size_t bytes, std::size_t size) { return {nullptr, 0, bytes, 1, size, size}; }
  std::size_t draw_gap(std::size_t bytes) {
    const std::size_t most = block::size / 2 / bytes / (rows == 0 ? 1 : rows);
    std::size_t gap = 1 + r.below(8);
    if (r.percent(40))
      gap = columns + r.below(3);
    else if (r.percent(30))
      gap = 16 - columns % 16;
    return columns + gap <= most ? gap : 1;
  }
  [[nodiscard]] const operand *output_at(const block &in, std::size_t byte) const {
    for (const operand &o : operands)
      if (is_output(o.is) && o.a.in == &in && o.a.contains(byte))
        return &o;
    return nullptr;
  }

  /// Puts one output into the place of one input.
  void put_in_place() {
    const std::size_t out = r.below(operands.size());
    const std::size_t in = r.below(operands.size());
    if (operands[out].is == role::written && operands[in].is == role::read)
      operands[out].a = operands[in].a;
  }
  /// Moves one array next to, into, or between the rows of another array.
  void put_near() {
    const std::size_t moved = r.below(operands.size());
    const array &fixed = operands[r.below(operands.size())].a;
    array &a = operands[moved].a;
    if (&a == &fixed || a.extent() == 0)
      return;
    if (r.percent(50) && a.rows == fixed.rows && a.columns == fixed.columns && a.bytes == fixed.bytes)
      a.stride = fixed.stride;
    const std::size_t n = fixed.extent() / a.bytes;
    const std::size_t away = r.one_of<std::size_t>(
        {0, 1, r.below(9), fixed.columns, fixed.stride, fixed.columns * r.below(4), r.below(n + 2), n, n + r.below(3)});
    const std::size_t base = fixed.offset / a.bytes * a.bytes;
    std::size_t offset = base + away * a.bytes;
    if (r.percent(30))
      offset = base < away * a.bytes ? 0 : base - away * a.bytes;
    const std::size_t last = (block::size - a.extent()) / a.bytes * a.bytes;
    a.in = fixed.in;
    a.offset = offset < last ? offset : last;
  }

  [[noreturn]] void tell_difference(const block &in, std::size_t at, const operand *of, bool refused, unsigned got,
                                    unsigned want, double got_number, double want_number) const {
    char line[320];
    std::snprintf(line, sizeof line, "%s: block %td, byte %zu, of %s: got %#x, want %#x; as a number %a, want %a",
                  refused         ? "a call that was refused wrote"
                  : of == nullptr ? "memory that is no output was changed"
                                  : "wrong result",
                  &in - operands[0].a.in, at, of == nullptr ? "no output" : of->name, got, want, got_number,
                  want_number);
    fail(line);
  }

  const memory &memory_;
  std::vector<window> windows_;
};

/// The current call, for messages.
inline const call *current = nullptr;

} // namespace fuzz
