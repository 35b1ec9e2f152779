// Tests of calls through xact11.hpp, compiled without exceptions. With XACT_TEST_WRONG this file contains one call that
// must not compile.

#include <xact/xact11.hpp>

#include <vector>

int main() {
  const std::vector<float> x(9, 1), dy(9, 2);
  std::vector<float> y(9), dx(9);
  std::vector<double> y64(9);
  std::vector<int> integers(9);
#if XACT_TEST_WRONG == 1
  return xact11::try_forward("elu", x, y64);
#elif XACT_TEST_WRONG == 2
  return xact11::try_forward("elu", integers, y);
#elif XACT_TEST_WRONG == 3
  return xact11::try_forward("elu", y, x);
#elif XACT_TEST_WRONG == 4
  return xact11::try_backward("elu", x, y64, dx);
#elif XACT_TEST_WRONG == 5
  return xact11::try_forward("elu", std::vector<long double>(9), y);
#else
  const int failed = xact11::try_forward("elu", x, y) + xact11::try_derivative("elu", x, y) +
                     xact11::try_value_and_derivative("elu", x, y, dx) + xact11::try_backward("elu", x, dy, dx) +
                     xact11::try_backward_from_output("elu", x, dy, dx);
  const bool refused = xact11::try_forward("elu", x, xact11::at(y.data(), 8)) == XACT_ERROR_SIZE &&
                       xact11::try_forward("elu", x, integers) != XACT_OK;
  return failed == 0 && refused ? 0 : 1;
#endif
}
