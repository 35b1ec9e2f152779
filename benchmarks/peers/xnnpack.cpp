// XNNPACK's operators, created once. A call sets an operator up for the arrays, and runs it on one thread. The kernels
// of elu and sigmoid are also called directly, without their operators.

#include "../walk.hpp"

#include <xnnpack.h>

#include <cstdlib>
#include <cstring>

#if defined(__x86_64__) && defined(__linux__)
#define XNNPACK_KERNELS
#include <dlfcn.h>
#include <malloc.h>
#endif

namespace {

void check(xnn_status status, const char *what) {
  if (status != xnn_status_success) {
    std::fprintf(stderr, "XNNPACK: %s failed with status %d\n", what, static_cast<int>(status));
    std::exit(1);
  }
}

template <class Make> xnn_operator_t made(Make make) {
  check(xnn_initialize(nullptr), "xnn_initialize");
  xnn_operator_t op = nullptr;
  check(make(&op), "creating an operator");
  return op;
}

using setup = xnn_status (*)(xnn_operator_t, std::size_t, const float *, float *, pthreadpool_t);

/// Returns a functor that sets `op` up for the arrays, as rows of `channels` elements, and runs `op`.
auto running(xnn_operator_t op, setup set_up, std::size_t channels) {
  return [=](const suite::arrays<float> &a) {
    check(set_up(op, a.x.size() / channels, a.x.data(), a.out.data(), nullptr), "setup");
    check(xnn_run_operator(op, nullptr), "run");
  };
}

#ifdef XNNPACK_KERNELS
/// The struct univector_contiguous_context of XNNPACK (src/xnnpack/compute.h, February 2022, as on Debian). XNNPACK
/// exports no kernels. But after its setup, an operator contains this struct. The struct has the kernel that XNNPACK
/// chose for this machine, and the parameters of the kernel.
struct alignas(64) univector_context {
  const float *x;
  float *y;
  std::uint16_t log2_sizes[2];
  void (*kernel)(std::size_t bytes, const float *x, float *y, const void *parameters);
  alignas(64) unsigned char parameters[512];

  void operator()(std::span<const float> from, std::span<float> to) const {
    kernel(from.size_bytes(), from.data(), to.data(), parameters);
  }
};

/// Searches the bytes of `op` for the struct, which begins with x and y, the addresses of the arrays that `op` was set
/// up for. Returns nullopt if `op` does not contain the struct, as in other versions of XNNPACK.
std::optional<univector_context> context_of(xnn_operator_t op, const float *x, float *y) {
  const auto *begin = reinterpret_cast<const unsigned char *>(op);
  const std::size_t bytes = malloc_usable_size(op);
  constexpr std::size_t least = offsetof(univector_context, parameters);
  for (std::size_t at = 0; at + least <= bytes; at += alignof(univector_context)) {
    univector_context found{};
    std::memcpy(&found, begin + at, std::min(sizeof found, bytes - at));
    Dl_info kernel, library;
    if (found.x == x && found.y == y && found.log2_sizes[0] == 2 && found.log2_sizes[1] == 2 &&
        dladdr(reinterpret_cast<void *>(found.kernel), &kernel) != 0 &&
        dladdr(reinterpret_cast<void *>(&xnn_run_operator), &library) != 0 && kernel.dli_fbase == library.dli_fbase)
      return found;
  }
  std::fputs("XNNPACK: no kernel found in the operator of this version\n", stderr);
  return std::nullopt;
}

template <class F> void add_kernel(const F &f, xnn_operator_t op, setup set_up) {
  static float x[1], y[1];
  check(set_up(op, 1, x, y, nullptr), "setup");
  if (const auto kernel = context_of(op, x, y))
    suite::add_forward<float>(f, std::string(F::name), "xnnpack_kernel",
                              [=](const suite::arrays<float> &a) { (*kernel)(a.x, a.out); });
}
#else
template <class F> void add_kernel(const F &, xnn_operator_t, setup) {}
#endif

const suite::registration xnnpack([]<class T>(T) {
  if constexpr (std::is_same_v<T, float>) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const auto relu = made([](xnn_operator_t *op) { return xnn_create_clamp_nc_f32(1, 1, 1, 0, infinity, 0, op); });
    const auto leaky_relu = made([](xnn_operator_t *op) {
      return xnn_create_leaky_relu_nc_f32(1, 1, 1, static_cast<float>(xact::leaky_relu{}.slope), 0, op);
    });
    const auto elu = made([](xnn_operator_t *op) { return xnn_create_elu_nc_f32(1, 1, 1, 1, 0, op); });
    const auto prelu = made(
        [](xnn_operator_t *op) { return xnn_create_prelu_nc_f32(64, 64, 64, suite::slopes<T>(64).data(), 0, op); });
    suite::add_forward<T>(xact::relu{}, "relu", "xnnpack", running(relu, xnn_setup_clamp_nc_f32, 1));
    suite::add_forward<T>(xact::leaky_relu{}, "leaky_relu", "xnnpack",
                          running(leaky_relu, xnn_setup_leaky_relu_nc_f32, 1));
    suite::add_forward<T>(xact::elu{}, "elu", "xnnpack", running(elu, xnn_setup_elu_nc_f32, 1));
    add_kernel(xact::elu{}, elu, xnn_setup_elu_nc_f32);
    const auto sigmoid = made([](xnn_operator_t *op) { return xnn_create_sigmoid_nc_f32(1, 1, 1, 0, op); });
    suite::add_forward<T>(xact::sigmoid{}, "sigmoid", "xnnpack", running(sigmoid, xnn_setup_sigmoid_nc_f32, 1));
    add_kernel(xact::sigmoid{}, sigmoid, xnn_setup_sigmoid_nc_f32);
    suite::add_forward<T>(xact::formula::prelu{suite::channel_slope}, "prelu_nhwc_64", "xnnpack",
                          running(prelu, xnn_setup_prelu_nc_f32, 64));
    for (const std::size_t classes : suite::row_lengths) {
      const auto softmax =
          made([=](xnn_operator_t *op) { return xnn_create_softmax_nc_f32(classes, classes, classes, 0, op); });
      suite::add_softmax<T>(classes, "xnnpack", running(softmax, xnn_setup_softmax_nc_f32, classes));
    }
  }
});

} // namespace
