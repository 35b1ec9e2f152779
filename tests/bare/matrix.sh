#!/bin/sh
# Compiles and runs main.cpp, which compares the bits of results with known hashes, for each combination of compiler,
# optimization level, contraction (fused multiplications and additions) and target. The machine must support the
# targets.
#
#     tests/bare/matrix.sh [FLAG...]      flags for every compilation, such as -isystem xsimd/include
#
# The environment variables COMPILERS (names, separated by spaces) and TARGETS (flags, separated by commas) replace the
# defaults.
set -eu
folder=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

one() { # arguments: compiler, optimization, contraction, flags of the target, flags for every compilation
  program="$scratch/$(printf '%s' "$*" | tr -c 'a-z0-9' _)"
  compiler=$1 optimization=$2 contraction=$3 target=$4
  shift 4
  # shellcheck disable=SC2086 # a target may have two flags, or none
  if "$compiler" -std=c++20 "$optimization" "$contraction" $target -DXACT_TEST_BITS_ONLY "$@" \
    -I"$folder/../../include" "$folder/main.cpp" -o "$program" && said=$("$program"); then
    echo "ok      $compiler $optimization $contraction $target: $said"
  else
    echo "FAILED  $compiler $optimization $contraction $target: ${said-}"
    return 1
  fi
}

failed=0
for compiler in ${COMPILERS-g++ clang++}; do
  for optimization in -O0 -O1 -O2 -O3; do
    for contraction in -ffp-contract=fast -ffp-contract=off; do
      echo "${TARGETS- ,-msse4.2,-mavx,-mavx2 -mfma,-march=skylake-avx512}" | tr , '\n' >"$scratch/targets"
      while IFS= read -r target; do
        one "$compiler" "$optimization" "$contraction" "$target" "$@" || failed=1
      done <"$scratch/targets"
    done
  done
done
exit $failed
