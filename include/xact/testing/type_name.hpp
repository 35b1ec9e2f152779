#pragma once

/// The name of a functor in reports.

#include <xact/functor/concepts.hpp>

#include <string>
#include <string_view>

namespace xact::inline XACT_ARCH::testing {

/// Returns the compiler's description of this function, which contains the name of F.
template <class F> [[nodiscard]] constexpr const char *text_with_type() {
#if defined(_MSC_VER) && !defined(__clang__)
  return __FUNCSIG__;
#else
  return __PRETTY_FUNCTION__;
#endif
}

/// Returns the name of a type in the spelling of the compiler, without `struct`, `class` and unnamed namespaces.
template <class F> [[nodiscard]] std::string type_name() {
  // The texts before and after the name are equal for all types.
  const std::string_view known = text_with_type<double>();
  const std::size_t before = known.rfind("double");
  const std::size_t after = known.size() - before - std::string_view("double").size();
  const std::string_view text = text_with_type<F>();
  std::string name(text.substr(before, text.size() - before - after));
  for (const std::string_view noise :
       {"{anonymous}::", "(anonymous namespace)::", "`anonymous-namespace'::", "struct ", "class "})
    for (std::size_t at = name.find(noise); at != std::string::npos; at = name.find(noise))
      name.replace(at, noise.size(), "");
  return name;
}

/// Returns F::name, or the name of the type if F has no `name`.
template <class F> [[nodiscard]] std::string subject_name() {
  if constexpr (requires { F::name; })
    return std::string(name_of<F>());
  else
    return type_name<F>();
}

} // namespace xact::inline XACT_ARCH::testing
