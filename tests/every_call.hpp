#pragma once

/// A list of all calls of the library. Tests of memory, shapes, executors and stores iterate over the list and
/// instantiate no kernel themselves. every_call_float.cpp and every_call_double.cpp compile the calls once.

#include "support.hpp"

#include <functional>

namespace test {

/// The arrays of a call. A call reads x and dy, and writes some of the other arrays.
template <class T> struct operands {
  xact::executor_ref on = xact::this_thread{};
  xact::strided<T> x, dy, y;
  xact::strided<T> more;            ///< the second output
  xact::strided<T> sum;             ///< an accumulated output
  std::span<T> gradient;            ///< the gradient of the parameters per channel
  std::span<std::uint8_t> mask;     ///< one bit per element
  std::span<const int> labels = {}; ///< one per slice
};

/// One call of a verb with one functor.
template <class T> struct call {
  std::string name; ///< such as "backward(prelu), accumulated"
  bool writes_y;    ///< if true, y may be x or dy
  bool writes_mask; ///< if true, rows with gaps need a multiple of 8 columns
  std::function<void(const operands<T> &)> run;
};
template <class T> using calls = std::vector<call<T>>;

/// Calls of verbs without parameters per channel. The functors are one of each kind that the kernels distinguish.
/// `stores` is `automatic` or `streamed`, for the outputs that are not accumulated.
template <class T> calls<T> element_calls(xact::stores stores = xact::stores::automatic);

/// Calls of verbs with one parameter per channel: learned, biased and exact functors.
template <class T>
calls<T> channel_calls(std::span<const T> parameters, xact::channel_axis axis,
                       xact::stores stores = xact::stores::automatic);

/// Softmax, log-softmax and the losses along an axis.
template <class T> calls<T> axis_calls(xact::channel_axis axis);

/// Statistics and penalties. The statistics accumulate over the calls.
template <class T> calls<T> training_calls(xact::channel_axis axis);

/// All of the calls above.
template <class T> calls<T> every_call(std::span<const T> parameters, xact::channel_axis axis) {
  calls<T> all = element_calls<T>();
  for (calls<T> more : {channel_calls<T>(parameters, axis), axis_calls<T>(axis), training_calls<T>(axis)})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace test
