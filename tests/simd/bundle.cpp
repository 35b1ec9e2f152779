// The registers of a bundle have the same bits as registers alone, for every operation and for formulas. The loop runs
// activations on bundles, so that the bits of a lane do not depend on the position in an array.

#include "catch.hpp"
#include "support.hpp"

#include <xact/simd/bundle.hpp>
#include <xact/testing/inputs.hpp>

using namespace test;

namespace {

template <class T> constexpr std::size_t width = xact::native_batch<T>::size;

template <class T, std::size_t Count> struct operands {
  using V = xact::native_batch<T>;
  using B = xact::bundle<V, Count>;
  B x, y, z;

  /// Registers with the special inputs from `start` on, and with random numbers.
  explicit operands(std::size_t start) {
    const std::vector<T> numbers = random_numbers<T>(3 * Count * width<T>, T(3), 1);
    for (std::size_t k = 0; k < Count; ++k) {
      T special[width<T>];
      for (std::size_t lane = 0; lane < width<T>; ++lane)
        special[lane] = xact::testing::special_inputs<T>[(start + k * width<T> + lane) %
                                                         std::size(xact::testing::special_inputs<T>)];
      x.registers[k] = V::load_unaligned(special);
      y.registers[k] = V::load_unaligned(numbers.data() + k * width<T>);
      z.registers[k] = V::load_unaligned(numbers.data() + (Count + k) * width<T>);
    }
  }
};

/// Checks that op of bundles has the bits of op of each register.
template <class T, std::size_t Count, class Op> void has_bits_of_registers(const char *name, const Op &op) {
  INFO(name << " of " << Count << " registers");
  std::size_t wrong = 0;
  for (std::size_t start = 0; start < std::size(xact::testing::special_inputs<T>); ++start) {
    const operands<T, Count> a(start);
    const auto got = op(a.x, a.y, a.z);
    for (std::size_t k = 0; k < Count; ++k) {
      const auto expected = op(a.x.registers[k], a.y.registers[k], a.z.registers[k]);
      T g[width<T>], e[width<T>];
      xact::store(g, got.registers[k]);
      xact::store(e, expected);
      for (std::size_t lane = 0; lane < width<T>; ++lane)
        wrong += !same(g[lane], e[lane]);
    }
  }
  CHECK(wrong == 0);
}

} // namespace

#define OF_REGISTERS(expression)                                                                                       \
  has_bits_of_registers<T, count>(#expression, [](auto x, auto y, auto z) {                                            \
    using V = decltype(x);                                                                                             \
    static_cast<void>(x), static_cast<void>(y), static_cast<void>(z), static_cast<void>(V());                          \
    return expression;                                                                                                 \
  })

#if !defined(XACT_ONE_LANE) // without registers there are no bundles
TEMPLATE_TEST_CASE_SIG("an operation on a bundle has the bits of the operation on registers", "",
                       ((class T, std::size_t count), T, count), (float, 2), (float, 4), (double, 2), (double, 4)) {
  OF_REGISTERS(x + y);
  OF_REGISTERS(x - y);
  OF_REGISTERS(x * y);
  OF_REGISTERS(x / y);
  OF_REGISTERS(-x);
  OF_REGISTERS(xact::mul_add(x, y, z));
  OF_REGISTERS(xact::negated_mul_add(x, y, z));
  OF_REGISTERS(xact::quotient(y, z));
  OF_REGISTERS(xact::square_root(x));
  OF_REGISTERS(xact::unfused(x * y) + z);
  OF_REGISTERS(xact::loaded_once(x));
  OF_REGISTERS(xact::at_least(x, y));
  OF_REGISTERS(xact::at_most(x, y));
  OF_REGISTERS(xact::minus_abs(x));
  OF_REGISTERS(xact::magnitude(x));
  OF_REGISTERS(xact::negative_at_least(x, V(-2)));
  OF_REGISTERS(xact::smaller_magnitude(xact::magnitude(x), xact::magnitude(y)));
  OF_REGISTERS(xact::with_sign_of(xact::magnitude(y), x));
  OF_REGISTERS(xact::first_half(y));
  OF_REGISTERS(xact::select(x < y, x, z));
  OF_REGISTERS(xact::select(x <= y, x, z));
  OF_REGISTERS(xact::select(x > y, x, z));
  OF_REGISTERS(xact::select(x >= y, x, z));
  OF_REGISTERS(xact::select(x == y, x, z));
  OF_REGISTERS(xact::select((x < y) & (y < z), x, z));
  OF_REGISTERS(xact::select((x < y) | !(y < z), x, z));
  OF_REGISTERS(xact::select(xact::above_or_nan(x, y), x, z));
  OF_REGISTERS(xact::keep_where(x < y, x));
  OF_REGISTERS(xact::add_where(x < y, xact::magnitude(z), y));
  OF_REGISTERS(xact::multiply_where(x < y, x, z));
  OF_REGISTERS(xact::keep_where_positive_or_nan(x, y));
  OF_REGISTERS(xact::from_bits<T>(xact::to_bits(x) + xact::to_bits(V(1))));
  OF_REGISTERS(xact::from_bits<T>(xact::to_bits(x) - xact::to_bits(V(1))));
  OF_REGISTERS(xact::from_bits<T>((xact::to_bits(x) & xact::to_bits(y)) | ~xact::to_bits(z)));
  OF_REGISTERS(xact::from_bits<T>(xact::shift_left<3>(xact::to_bits(x))));
  OF_REGISTERS(xact::from_bits<T>(xact::shift_right<3>(xact::to_bits(x))));
  OF_REGISTERS(xact::select(xact::to_mask<T>((xact::to_bits(x) & xact::to_bits(y)) == xact::to_bits(V(0))), y, z));
  OF_REGISTERS(V(3));
  OF_REGISTERS(xact::param<V>(0.1));
}

TEMPLATE_TEST_CASE("an activation on a bundle has the bits of the activation on registers", "", float, double) {
  using T = TestType;
  constexpr std::size_t count = 4;
  OF_REGISTERS(xact::elu{}(x));
  OF_REGISTERS(xact::elu{.alpha = 1.7}(x));
  OF_REGISTERS(xact::elu{.alpha = 1.7}.derivative(x));
  OF_REGISTERS(xact::sigmoid{}(x));
  OF_REGISTERS(xact::sigmoid{}.derivative(y));
  OF_REGISTERS(xact::tanh{}(x));
  OF_REGISTERS(xact::tanh{}.derivative(y));
  OF_REGISTERS(xact::softplus{}(x));
  OF_REGISTERS(xact::softplus{}(y));
}

TEMPLATE_TEST_CASE("any is true if a lane of a register of a bundle is true", "", float, double) {
  using B = xact::bundle<xact::native_batch<TestType>, 4>;
  B x(TestType(1));
  CHECK_FALSE(xact::any(x < B(0)));
  x.registers[3] = xact::native_batch<TestType>(-1);
  CHECK(xact::any(x < B(0)));
}
#endif
