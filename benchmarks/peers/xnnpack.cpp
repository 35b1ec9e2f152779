// XNNPACK's operators, made once; a call is setup and run, on this thread alone.

#include "../verbs.hpp"

#include <xnnpack.h>

#include <cstdlib>

namespace {

void check(xnn_status status, const char *what) {
  if (status != xnn_status_success) {
    std::fprintf(stderr, "XNNPACK: %s failed with status %d\n", what, static_cast<int>(status));
    std::exit(1);
  }
}

xnn_operator_t made(xnn_status (*make)(xnn_operator_t *)) {
  check(xnn_initialize(nullptr), "xnn_initialize");
  xnn_operator_t op = nullptr;
  check(make(&op), "creating an operator");
  return op;
}

using setup = xnn_status (*)(xnn_operator_t, std::size_t, const float *, float *, pthreadpool_t);

/// A functor that runs `op` on as many rows as the arrays hold.
auto running(xnn_operator_t op, setup set_up, std::size_t channels) {
  return [=](const suite::arrays<float> &a) {
    check(set_up(op, a.x.size() / channels, a.x.data(), a.out.data(), nullptr), "setup");
    check(xnn_run_operator(op, nullptr), "run");
  };
}

const suite::registration xnnpack([]<class T>(T) {
  if constexpr (std::is_same_v<T, float>) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    static const std::vector<float> slopes(64, static_cast<float>(suite::channel_slope));
    const auto relu = made([](xnn_operator_t *op) { return xnn_create_clamp_nc_f32(1, 1, 1, 0, infinity, 0, op); });
    const auto leaky_relu = made([](xnn_operator_t *op) {
      return xnn_create_leaky_relu_nc_f32(1, 1, 1, static_cast<float>(xact::leaky_relu{}.slope), 0, op);
    });
    const auto elu = made([](xnn_operator_t *op) { return xnn_create_elu_nc_f32(1, 1, 1, 1, 0, op); });
    const auto prelu =
        made([](xnn_operator_t *op) { return xnn_create_prelu_nc_f32(64, 64, 64, slopes.data(), 0, op); });
    suite::add_forward<T>(xact::relu{}, "relu", "xnnpack", running(relu, xnn_setup_clamp_nc_f32, 1));
    suite::add_forward<T>(xact::leaky_relu{}, "leaky_relu", "xnnpack",
                          running(leaky_relu, xnn_setup_leaky_relu_nc_f32, 1));
    suite::add_forward<T>(xact::elu{}, "elu", "xnnpack", running(elu, xnn_setup_elu_nc_f32, 1));
    suite::add_forward<T>(xact::fixed<xact::formula::prelu>{suite::channel_slope}, "prelu_nhwc_64", "xnnpack",
                          running(prelu, xnn_setup_prelu_nc_f32, 64));
  }
});

} // namespace
