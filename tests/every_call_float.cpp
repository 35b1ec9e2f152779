#include "every_call_of.hpp"

namespace test {
template calls<float> element_calls(xact::stores);
template calls<float> channel_calls(std::span<const float>, xact::channel_axis, xact::stores);
template calls<float> axis_calls(xact::channel_axis);
template calls<float> training_calls(xact::channel_axis);
} // namespace test
