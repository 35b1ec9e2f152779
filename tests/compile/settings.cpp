// settings.cmake compiles this source file without settings and with floating-point settings, and links two objects
// into one program. The functions of the object without settings must return correct NaN and -0, independent of the
// link order. XACT_TEST_CALLS is the name of the function that this file defines. The object that is compiled with
// XACT_TEST_MAIN contains main.

#include <xact/softmax.hpp>
#include <xact/xact.hpp>

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace {
constexpr std::size_t size = 67;
/// Inputs that settings may affect (NaN, both zeros, infinity), and 1.
constexpr std::uint32_t special[] = {0x7fc00000, 0x80000000, 0, 0x7f800000, 0x3f800000};
} // namespace

/// Writes the bits of relu, prelu, elu and sigmoid at the special values.
void XACT_TEST_CALLS(std::uint32_t (&bits)[4][size]) {
  float x[size];
  for (std::size_t i = 0; i < size; ++i)
    std::memcpy(x + i, special + i % 5, sizeof(float));
  const auto call = [&](const auto &f, std::uint32_t(&to)[size]) {
    float y[size];
    float dy[size] = {};
    xact::forward(f, x, y);
    std::memcpy(to, y, sizeof y);
    xact::backward(f, x, dy, xact::accumulate(y));
  };
  const float slopes[] = {0.25F};
  call(xact::relu{}, bits[0]);
  call(xact::prelu{slopes}, bits[1]);
  call(xact::elu{}, bits[2]);
  call(xact::sigmoid{}, bits[3]);
  float y[size];
  xact::forward(xact::softmax{}, x, y);
}

#ifdef XACT_TEST_MAIN
void XACT_TEST_OTHER(std::uint32_t (&bits)[4][size]);

int main() {
  std::uint32_t bits[4][size];
  XACT_TEST_OTHER(bits); // no guarantee covers these bits
  XACT_TEST_CALLS(bits);
  int wrong = 0;
  for (std::size_t f = 0; f < 4; ++f)
    for (std::size_t i = 0; i < size; ++i) {
      const bool is_nan = (bits[f][i] & 0x7fffffff) > 0x7f800000;
      const bool is_right = i % 5 == 0 ? is_nan : i % 5 == 1 && f != 3 ? bits[f][i] == 0x80000000 : !is_nan;
      if (!is_right && ++wrong < 5)
        std::printf("function %zu of %#x is %#x\n", f, static_cast<unsigned>(special[i % 5]),
                    static_cast<unsigned>(bits[f][i]));
    }
  return wrong == 0 ? 0 : 1;
}
#endif
