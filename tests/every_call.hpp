#pragma once

/// Lists of calls of the library: all verbs with functors of each kind, softmax, cross_entropy, statistics and
/// penalties. Tests of memory, shapes, executors and stores iterate over the lists and instantiate no kernel
/// themselves. every_call_float.cpp and every_call_double.cpp compile the calls.

#include "support.hpp"

#include <functional>

namespace test {

/// The executor and the arrays of a call. Each call uses some of the arrays.
template <class T> struct operands {
  xact::executor_ref on = xact::this_thread{};
  xact::strided<T> x, dy, y;
  xact::strided<T> more;            ///< the second output
  xact::strided<T> sum;             ///< an output to which the call adds its results
  std::span<T> gradient;            ///< the gradient of the parameters, one value per channel
  std::span<std::uint8_t> mask;     ///< one bit per element
  std::span<const int> labels = {}; ///< one label per slice
};

/// One call of a verb with one functor.
template <class T> struct call {
  std::string name; ///< such as "backward(prelu), accumulated"
  bool writes_y;    ///< if true, the call writes y, which may be x or dy
  bool writes_mask; ///< if true, the call writes the mask; rows with gaps then need a multiple of 8 columns
  std::function<void(const operands<T> &)> run;
};
template <class T> using calls = std::vector<call<T>>;

/// Returns calls of verbs with functors without parameters per channel: one functor of each kind that the kernels
/// distinguish. `stores` is `automatic` or `streamed`, and applies to the outputs that are not accumulated.
template <class T> calls<T> element_calls(xact::stores stores = xact::stores::automatic);

/// Returns calls of verbs with functors that have one parameter per channel: prelu, biased(elu) and, for float,
/// exact(prelu).
template <class T>
calls<T> channel_calls(std::span<const T> parameters, xact::channel_axis axis,
                       xact::stores stores = xact::stores::automatic);

/// Returns calls of softmax, log-softmax and cross_entropy along an axis.
template <class T> calls<T> axis_calls(xact::channel_axis axis);

/// Returns calls of statistics and penalties. Repeated calls add to the same statistics.
template <class T> calls<T> training_calls(xact::channel_axis axis);

/// Returns all calls above.
template <class T> calls<T> every_call(std::span<const T> parameters, xact::channel_axis axis) {
  calls<T> all = element_calls<T>();
  for (calls<T> more : {channel_calls<T>(parameters, axis), axis_calls<T>(axis), training_calls<T>(axis)})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace test
