#pragma once

#include <xact.h>
#include <xact/catalogue.hpp>

#include <vector>

namespace fuzz {

/// The number of activations. Their values of xact_function are the numbers from 1 on.
inline constexpr std::uint32_t function_count = []<class... F>(xact::list<F...>) {
  return std::uint32_t{sizeof...(F)};
}(xact::catalogue{});

/// Tells for each parameter of a function whether its value may be infinite. No parameters for a number that is no
/// activation.
inline std::vector<bool> parameters_of(std::uint32_t f) {
  std::uint32_t number = 0;
  std::vector<bool> may_be_infinite;
  xact::for_each_activation([&]<class F>(const F &) {
    if (++number == f)
      for (const auto &parameter : xact::parameters_of<F>())
        may_be_infinite.push_back(parameter.may_be_infinite);
  });
  return may_be_infinite;
}

} // namespace fuzz
