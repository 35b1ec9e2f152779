#pragma once

#include <xact.h>
#include <xact/catalogue.hpp>

#include <cmath>
#include <vector>

namespace fuzz {

/// The number of activations. Their values of xact_function are the numbers from 1 on.
inline constexpr std::uint32_t function_count = []<class... F>(xact::list<F...>) {
  return std::uint32_t{sizeof...(F)};
}(xact::catalogue{});

/// The values that a parameter may have.
struct allowed_values {
  bool infinite;
  bool positive_only;
};

/// True if a parameter may have the value.
inline bool allows(const allowed_values &values, double value) {
  return (std::isfinite(value) || (std::isinf(value) && values.infinite)) && (!values.positive_only || value > 0);
}

/// The values that each parameter of a function may have. No parameters for a number that is no activation.
inline std::vector<allowed_values> parameters_of(std::uint32_t f) {
  std::uint32_t number = 0;
  std::vector<allowed_values> values;
  xact::for_each_activation([&]<class F>(const F &) {
    if (++number == f)
      for (const auto &parameter : xact::parameters_of<F>())
        values.push_back({parameter.may_be_infinite, parameter.must_be_positive});
  });
  return values;
}

} // namespace fuzz
