#!/bin/sh
# The input filter of Doxygen: filter.sh <file> prints the file with the changes of a sed script beside this file. The
# folder or the name of a header determines the group of its names (groups.dox).
case $1 in
*.h) group=c_interface language=c ;;
*/xact11.hpp) group=c_interface language=cpp ;;
*/xact/verbs/*) group=verbs language=cpp ;;
*/xact/functions/* | */xact/adaptors/* | */catalogue.hpp) group=activations language=cpp ;;
*/biased.hpp | */gated.hpp | */exact.hpp) group=activations language=cpp ;;
*/softmax.hpp | */cross_entropy.hpp) group=softmax language=cpp ;;
*/xact/training/* | */orthogonal.hpp) group=training language=cpp ;;
*/xact/arrays/* | */xact/interop/*) group=arrays language=cpp ;;
*/xact/functor/* | */xact/dispatch/*) group=functor language=cpp ;;
*/xact/math/*) group=math language=cpp ;;
*/xact/numbers/*) group=numbers language=cpp ;;
*/xact/simd/*) group=simd language=cpp ;;
*/xact/testing/*) group=testing language=cpp ;;
*.hpp) group='none} @header_without_group {' language=cpp ;; # Doxygen reports an unknown command
*) exec sed -E -f "${0%/*}/markdown.sed" "$1" ;;
esac
exec sed -E -f "${0%/*}/$language.sed" -e "s|@GROUP@|$group|" "$1"
