# A sed script (option -E) that turns the plain comments of xact.h into comments of Doxygen. The script keeps the number
# of lines. filter.sh replaces @GROUP@.

# The first comment describes the file. A comment at the start of a line describes the next name, and a comment at the
# end of a line describes the name before it. The marks of the generated lines describe no name.
1s|^/\*|/** @file xact.h @brief|
/^ *\/\* (made by|end of) .*\*\//s/.*//
/^ *\/\*/!s|/\*|/**<|g
s|^( *)/\* |\1/** |

# Makes an enumerator without a comment an error: Doxygen reports the unknown command, but not the enumerator.
s|^  XACT_[^/]*$|& /**< @enumerator_without_comment */|

# Separates the inputs and the outputs of a verb, since HTML shows several spaces as one.
s|^(  XACT_.* in: .*[^ ]) +out: |\1; out: |

# The second function of a pair has the comment of the first.
s|^XACT_API int (xact_[a-z]+)_f64|/** @copydoc \1_f32 */ &|
s|^static inline void xact_out|/** @copydoc xact_in */ &|

# Omits each typedef, which has the name of its enum or struct.
s/^typedef (enum|struct) /\1 /
s/^(.*)\} xact_[a-z]+;$/\1};/

# Puts all names into the group of the C interface.
/^#ifdef __cplusplus/ {
  n
  s|^extern "C" \{|& /** @opengroup{@GROUP@} */|
  s|^\}|/** @} */ &|
}
