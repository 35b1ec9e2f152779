// Tests of arrays with more than 2^32 elements. The arrays need little memory, because nearly all of their pages map
// the same physical pages. Only the pages at the places where a 32-bit length or index overflows, and at both ends,
// have separate memory. A kernel that truncated a length or an index to 32 bits would not write some of these separate
// pages, and the tests would detect the old contents.

#include "../catch.hpp"
#include "../support.hpp"

#if defined(__linux__) && UINTPTR_MAX > 0xFFFFFFFF

#include <algorithm>

using namespace test;

namespace {

constexpr std::size_t chunk = std::size_t(1) << 18; // elements of a mapping of 1 MiB; Linux limits the mappings
constexpr std::size_t length = (std::size_t(1) << 32) + 5 * chunk + 12345; // ends inside a chunk
constexpr std::size_t chunks = length / chunk + 1;

/// Chunks with separate memory: the first chunk, the chunks on both sides of 2^31 elements, 2^32 elements and 2^32
/// bytes, and the last chunk.
constexpr std::size_t own[] = {0, 4095, 4096, 8191, 8192, 16383, 16384, chunks - 1};
constexpr std::size_t shared = std::size(own); ///< index of the part of the file that all other chunks map

std::size_t slot_of(std::size_t number) {
  return static_cast<std::size_t>(std::find(std::begin(own), std::end(own), number) - std::begin(own));
}

/// A huge array. If the system cannot map the array, exists() returns false.
class huge_array {
public:
  huge_array() {
    const int file = memfd_create("xact huge array", 0);
    if (file < 0)
      return;
    const std::size_t bytes = chunk * sizeof(float);
    if (ftruncate(file, static_cast<off_t>((shared + 1) * bytes)) == 0) {
      void *const room = mmap(nullptr, chunks * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (room != MAP_FAILED) {
        base_ = static_cast<float *>(room);
        for (std::size_t i = 0; i < chunks && base_ != nullptr; ++i)
          if (mmap(base_ + i * chunk, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_POPULATE, file,
                   static_cast<off_t>(slot_of(i) * bytes)) == MAP_FAILED) {
            munmap(room, chunks * bytes);
            base_ = nullptr;
          }
      }
    }
    close(file);
  }
  ~huge_array() {
    if (base_ != nullptr)
      munmap(base_, chunks * chunk * sizeof(float));
  }
  huge_array(const huge_array &) = delete;
  huge_array &operator=(const huge_array &) = delete;

  [[nodiscard]] bool exists() const { return base_ != nullptr; }
  [[nodiscard]] std::span<float> all() const { return {base_, length}; }

  /// Calls fn(index of the first element, elements) for each chunk with separate memory, and for one of the other
  /// chunks.
  template <class Fn> void parts(const Fn &fn) const {
    for (const std::size_t i : own)
      fn(i * chunk, std::span(base_ + i * chunk, chunk));
    fn(chunk, std::span(base_ + chunk, chunk));
  }

private:
  float *base_ = nullptr;
};

float input(std::size_t i) { return static_cast<float>(static_cast<int>(i * 7919 % 2001) - 1000) / 256; }

} // namespace

TEST_CASE("more than 2^32 elements", "[.huge]") {
  const huge_array x;
  const huge_array y;
  if (!x.exists() || !y.exists()) {
    WARN("skipped: the system does not map two arrays of 17 GB");
    return;
  }
  constexpr float untouched = 12345;
  const auto prepare = [&] {
    x.parts([](std::size_t, std::span<float> part) {
      for (std::size_t i = 0; i < chunk; ++i)
        part[i] = input(i);
    });
    y.parts([&](std::size_t, std::span<float> part) { std::fill(part.begin(), part.end(), untouched); });
  };
  /// Compares the parts of `where` with want(input). Elements after the last one of the array must equal `after`.
  const auto check = [&](const huge_array &where, float after, const auto &want) {
    where.parts([&](std::size_t first, std::span<float> part) {
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < chunk; ++i)
        wrong += !same(part[i], first + i < length ? want(input(i)) : after);
      INFO("from element " << first << " on");
      CHECK(wrong == 0);
    });
  };
  const auto all_x = x.all();
  const auto all_y = y.all();
  SECTION("forward") {
    prepare();
    xact::forward(xact::elu{}, all_x, all_y);
    check(y, untouched, [](float v) { return xact::elu{}(v); });
  }
  SECTION("in place") {
    prepare();
    xact::forward(xact::relu{}, all_x, all_x);
    x.parts([&](std::size_t first, std::span<float> part) {
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < chunk; ++i)
        wrong += part[i] != (first + i < length ? std::max(input(i), 0.F) : input(i));
      INFO("from element " << first << " on");
      CHECK(wrong == 0);
    });
  }
  SECTION("backward with the gradient of a slope") {
    prepare();
    const float slope = 0.25F;
    float gradient = 0;
    xact::backward(xact::prelu{std::span(&slope, 1)}, all_x, all_x, all_y, std::span(&gradient, 1));
    check(y, untouched, [&](float v) { return v * (v <= 0 ? slope : 1); });
    // Each term is a multiple of 2^-16, so that the sum of the terms times 2^16 is exact in an integer.
    std::uint64_t sum = 0;
    const auto add = [&](std::size_t count, std::size_t times) {
      for (std::size_t i = 0; i < count; ++i) {
        const auto v = static_cast<std::int64_t>(input(i) * 256);
        if (v < 0)
          sum += static_cast<std::uint64_t>(v * v) * times;
      }
    };
    add(chunk, length / chunk);
    add(length % chunk, 1);
    const long double want = static_cast<long double>(sum) * 0x1p-16L;
    CHECK(std::fabs(static_cast<long double>(gradient) / want - 1) <= 270 * 0x1p-24L);
    xact::backward(xact::exact(xact::prelu{std::span(&slope, 1)}), all_x, all_x, xact::skip, std::span(&gradient, 1));
    CHECK(ulp_error(gradient, want) <= 0.501);
  }
  SECTION("rows") {
    prepare();
    // The array has as many rows as fit, with gaps of one element. In shared pages a row can write to memory that is a
    // gap in another chunk.
    constexpr std::size_t columns = 65537;
    constexpr std::size_t rows = length / (columns + 1);
    static_assert(rows * columns > std::size_t(1) << 32);
    xact::forward(xact::elu{}, xact::strided<float>{all_x.data(), rows, columns, columns + 1},
                  xact::strided<float>{all_y.data(), rows, columns, columns + 1});
    y.parts([&](std::size_t first, std::span<float> part) {
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < chunk; ++i) {
        const std::size_t place = first + i;
        const bool gap = place % (columns + 1) == columns || place / (columns + 1) >= rows;
        const bool is_shared = slot_of(first / chunk) == shared;
        wrong += !same(part[i], gap && !is_shared ? untouched : xact::elu{}(input(i)));
      }
      INFO("from element " << first << " on");
      CHECK(wrong == 0);
    });
  }
}

#endif
