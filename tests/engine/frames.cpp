// Checks the number of stack frames between the verb that a user calls and the functor. A debugger shows these frames
// in an unoptimized program.

#include <xact/xact.hpp>

#include <cstdio>
#include <vector>

#include <execinfo.h>

namespace {

constexpr int most = 100;
int depth_of_caller = 0;
int depth_of_functor = 0;
void *frames[most];

void note_frames() {
  if (depth_of_functor == 0)
    depth_of_functor = backtrace(frames, most) - 1; // without the frame of this function
}

struct plain {
  static constexpr std::string_view name = "plain";
  template <xact::batch V> V operator()(V x) const {
    note_frames();
    return x;
  }
  template <xact::batch V> V derivative(V) const {
    note_frames();
    return V(1);
  }
};

struct with_parameter {
  static constexpr std::string_view name = "with_parameter";
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const {
    note_frames();
    return {dy * p, dy * x};
  }
};

/// Runs a call and counts the stack frames after the frame of the verb, up to and including the frame of the functor.
/// If the count is 0 or more than `bound`, prints the stack and returns false.
template <class Call> bool at_most(int bound, const char *what, const Call &call) {
  void *here[most];
  depth_of_functor = 0;
  depth_of_caller = backtrace(here, most) + 2; // plus the lambda and the verb
  call();
  const int count = depth_of_functor - depth_of_caller;
  std::printf("%s: %d frames, at most %d\n", what, count, bound);
  if (count > bound || count < 1)
    backtrace_symbols_fd(frames, depth_of_functor, 1);
  return count >= 1 && count <= bound;
}

} // namespace

int main() {
  const std::vector<float> x(100, 1.F), slopes(10, 2.F);
  std::vector<float> y(100), dw(10);
  const xact::strided rows{x.data(), 10, 8, 10};
  const xact::strided rows_y{y.data(), 10, 8, 10};
  const xact::learned f{with_parameter{}, slopes, {.channels = 10}};
  bool right = at_most(13, "forward", [&] { xact::forward(plain{}, x, y); });
  right = at_most(14, "forward of rows", [&] { xact::forward(plain{}, rows, rows_y); }) && right;
  right = at_most(15, "backward", [&] { xact::backward(plain{}, x, x, y); }) && right;
  right = at_most(15, "backward of rows", [&] { xact::backward(plain{}, rows, rows, rows_y); }) && right;
  right = at_most(15, "backward with the gradient of parameters", [&] { xact::backward(f, x, x, y, dw); }) && right;
  return right ? 0 : 1;
}
