#include "every_call_of.hpp"

namespace test {
template calls<double> element_calls(xact::stores);
template calls<double> channel_calls(std::span<const double>, xact::channel_axis, xact::stores);
template calls<double> axis_calls(xact::channel_axis);
template calls<double> training_calls(xact::channel_axis);
} // namespace test
