#pragma once

/// The parameters that a functor names, whatever its type.

#include <xact/functor/contract.hpp>

#include <array>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// A functor whose parameters are known by name: it lists them, or it has none because it holds no data.
template <class F>
concept names_parameters = requires {
  F::parameters();
}
|| std::is_empty_v<F>;

/// The parameters of F by name, as `parameters()` of the functor lists them; none of a functor without data.
template <names_parameters F> [[nodiscard]] constexpr auto parameters_of() noexcept {
  if constexpr (requires { F::parameters(); })
    return F::parameters();
  else
    return std::array<parameter<F>, 0>{};
}

} // namespace xact::inline XACT_ARCH
