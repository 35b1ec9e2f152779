#pragma once

/// The results of an operation on one vector: one result for each output of the call.

#include <xact/simd/batch.hpp>

namespace xact::inline XACT_ARCH {

/// Results for one to five outputs, in the order of the operands, as members a, b, c, d and e. A result is a vector, a
/// mask, or terms of a sum. The structs have no base classes and no constructors, because g++ keeps structs that have
/// base classes or constructors in memory instead of registers.
template <class... Y> struct results;
/// @cond
template <class A> struct results<A> {
  A a;
};
template <class A, class B> struct results<A, B> {
  A a;
  B b;
};
template <class A, class B, class C> struct results<A, B, C> {
  A a;
  B b;
  C c;
};
template <class A, class B, class C, class D> struct results<A, B, C, D> {
  A a;
  B b;
  C c;
  D d;
};
template <class A, class B, class C, class D, class E> struct results<A, B, C, D, E> {
  A a;
  B b;
  C c;
  D d;
  E e;
};
template <class... Y> results(Y...) -> results<Y...>;
/// @endcond

/// The result with index J.
template <std::size_t J, class... Y> [[nodiscard]] XACT_INLINE auto nth(const results<Y...> &r) noexcept {
  static_assert(J < sizeof...(Y));
  if constexpr (J == 0)
    return r.a;
  else if constexpr (J == 1)
    return r.b;
  else if constexpr (J == 2)
    return r.c;
  else if constexpr (J == 3)
    return r.d;
  else
    return r.e;
}

} // namespace xact::inline XACT_ARCH
