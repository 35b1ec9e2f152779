# A sed script (option -E) that filters each file for Doxygen. The script keeps the number of lines, so that the line
# numbers in messages of Doxygen are correct.

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
# `put<U>` in sentences, because Doxygen treats a letter in angle brackets as an HTML tag. The line after the block, and
# a line with `///<`, skip the commands below: their members already have a comment.
/^ *\/\/\// {
  :comment
  /^ *\/\/\/ {0,4}[^ ]/s/([A-Za-z_])<([ABIPSU])>/\1\&lt;\2\&gt;/g
  s,^( *///) ([A-Za-z][A-Za-z ]*[a-z]|f)  +([^ ]),\1 - **\2** \3,
  n
  /^ *\/\/\//b comment
  b
}
/\/\/\/</b

# Adds a comment to the members that every activation has, and to the members of formulas with a parameter.
/^  template <[^>]*>$/N
/^  static constexpr std::string_view name = /s|^|/** The name in model files and messages. */|
/^  static constexpr std::string_view parameter_name = /s|^|/** The name of the parameter in model files. */|
/^  static constexpr const char \*parameter_names = /s|^|/** The name of the parameters in messages. */|
/^  static constexpr bool (on_double_double|rectifies|platform_independent) = /s|^|/** See xact::activation. */|
/^  static constexpr std::size_t unroll = /s|^|/** See xact::unroll. */|
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

# Replaces a link to the README of a folder by the text of the link, because the documentation has no page for the
# README of a folder.
s|\[([^]]*)\]\([a-z/]*/README\.md\)|\1|g
