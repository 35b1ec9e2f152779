# A sed script (option -E) that filters each file for Doxygen. The script keeps the number of lines, so that the line
# numbers in messages of Doxygen are correct. filter.sh replaces @GROUP@.

# Puts all names into the group of the header. Doxygen 1.9.4 loses the comments of the first member group (`@{`) in a
# group; the first one here is hidden, since Doxygen omits static functions.
s,(^|\n)namespace xact.* \{$,& /** @opengroup{@GROUP@} */ /** @{ */ static void first(); /** @} */,
s,^\} // namespace xact,/** @} */ &,

# Removes unnamed namespaces, since Doxygen omits their members.
/^(namespace \{|\} \/\/ namespace)$/s/.*//

# Omits overloads and specializations that only report a misuse at compile time.
/^\/\/\/ (Reports pointers|The adaptor that refuses|Refuses an executor)/,/^(void .*|\}|\};)$/ {
  s/.*//
  b
}

# Removes the inline namespace of the instruction set from names, because Doxygen misinterprets `namespace xact::inline
# sse2`.
s/::inline XACT_ARCH//

# Marks the comment at the top of a header as the description of the file.
/^#pragma once/ {
  n
  N
  s|^\n///|/// @file\
///|
}

# In a comment block, turns lines with a label and a text, such as `Domain    all reals`, into list items. Escapes
# `put<U>` in sentences, since Doxygen treats a letter in angle brackets as an HTML tag. Omits operations of the
# namespace detail. The member after the block, and a line with `///<`, need none of the comments below.
/^ *\/\/\// {
  :comment
  /^ *\/\/\/ {0,4}[^ ]/s/([A-Za-z_])<([ABIPSU])>/\1\&lt;\2\&gt;/g
  s,^( *///) ([A-Za-z][A-Za-z ]*[a-z]|f)  +([^ ]),\1 - **\2** \3,
  s,^///     detail::.*,///,
  n
  /^ *\/\/\//b comment
  b names
}
/\/\/\/</b names

# Adds a comment to the members that every activation has, and to the members of formulas with a parameter.
/^  template <[^>]*>$/N
/^  static constexpr std::string_view name = /s|^|/** The name in model files and messages. */|
/^  static constexpr std::string_view parameter_name = /s|^|/** The name of the parameter in model files. */|
/^  static constexpr const char \*parameter_names = /s|^|/** The name of the parameters in messages. */|
/^  static constexpr bool (on_double_double|rectifies|platform_independent) = /s|^|/** See xact::activation. */|
/^  static constexpr std::size_t unroll = /s|^|/** See xact::unroll. */|
/^  static constexpr std::size_t bundle = /s|^|/** See xact::bundle_size. */|
/ contract facts\(/s|^|/** The promises for its results, which tests enforce. */|
/^  static constexpr auto parameters\(\)/s|^|/** Its parameters by name. */|
/^  static constexpr auto test_parameters\(\)/s|^|/** The parameters that tests try. */|
/ XACT_INLINE (constexpr )?V operator\(\)\(V x\)/s|^|/** f(x) of each lane. */|
/ XACT_INLINE (constexpr )?V operator\(\)\(V x, V p\)/s|^|/** f(x, p) of each lane. */|
/ XACT_INLINE (constexpr )?V derivative\(V/s|^|/** f'(x) of each lane; at a kink the derivative from the left. */|
/ XACT_INLINE (constexpr )?value_derivative_pair<V> value_and_derivative\(V/s|^|/** f(x) and f'(x) of each lane; common subexpressions are computed once. */|
/ XACT_INLINE (constexpr )?V backward\(V/s|^|/** dy·f'(x) of each lane; 0 for any dy if f' is constantly 0 there. */|
/ XACT_INLINE (constexpr )?V derivative_from_output\(V/s|^|/** f'(x) of each lane from y = f(x). */|
/ bool output_determines_derivative\(/s|^|/** False if with these parameters f is not invertible: y does not determine f'(x) then. */|
/ \[\[nodiscard\]\] (T|float) operator\(\)\((T|float) x\)/s|^|/** f(x), with the bits that it has in an array. */|
/ \[\[nodiscard\]\] (T|float) derivative\((T|float) x\)/s|^|/** f'(x), with the bits that it has in an array. */|

# Adds a comment to each further concept of a member group, since Doxygen distributes no comments to concepts.
/^template <[^>]*>$/N
s|^template .*\n?concept gives_|/** See xact::gives_value. */ &|
s|^template .*\n?concept [fu][0-9]+x[0-9]+ |/** See xact::f32x4. */ &|

# Hides internal names in declarations. Constraints remain, since Doxygen distinguishes overloads by them.
:names
s/^template <(.*)kernels::along_axis F(.*)>([ \n]void|$)/template <\1class F\2> requires along_axis<F>\3/
s/requires\(kernels::executor_before<On, F>( && sizeof\.\.\.\(DW\) != 0)?\)/requires executor_like<On>/
s/(XACT_INLINE (constexpr )?V)\((min|max|abs)\)\(/\1 \3(/ # names in parentheses, because some systems have macros
/^template <[^>]*> requires\(detail::(lies_in_memory|is_usable_mdspan)<M>\(\)\)$/ {
  N
  s/ requires\(detail::lies_in_memory<M>\(\)\)\nstruct array_adaptor<M>/\nstruct array_adaptor<Eigen::DenseBase<M>>/
  s/ requires\(detail::is_usable_mdspan<M>\(\)\)\nstruct array_adaptor<M>/\nstruct array_adaptor<std::mdspan<M>>/
}
s/program::executor/xact_executor/
s/(^|[^:A-Za-z_])(detail|kernels|program)::/\1/g

# Hides the helpers of xact11.hpp, since Doxygen omits static functions.
s/(^|> |\n)inline ((xact_operand operand|void add|xact_call make|int try_run|void keep)\()/\1static \2/
