#pragma once

#include <xact.h>
#include <xact/catalogue.hpp>

namespace fuzz {

/// The number of activations. Their values of xact_function are the numbers from 1 on.
inline constexpr std::uint32_t function_count = []<class... F>(xact::list<F...>) {
  return std::uint32_t{sizeof...(F)};
}(xact::catalogue{});

} // namespace fuzz
