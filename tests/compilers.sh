#!/bin/sh
# Builds and runs the tests with each combination of compiler, C++ standard and flags that is in the list below and
# whose compiler is installed. The first word of a line selects the tests: `full` needs Catch2, `library` tests the
# kernel library, and `bare` needs only a compiler.
#
#     tests/compilers.sh [TEXT]      uses only the lines below that contain TEXT
#
# On Debian 12: apt-get install g++-multilib clang-14 clang-16 clang-19 libc++-14-dev libc++abi-14-dev
# This command removes installed cross compilers, because their packages conflict with g++-multilib.
#
# If $SCRATCH is set, the script creates the build folders there and keeps them, with a log in each.
set -u
project=$(cd "$(dirname "$0")/.." && pwd)
scratch=${SCRATCH-$(mktemp -d)}
[ -n "${SCRATCH-}" ] || trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch"

grep -F -- "${1-}" >"$scratch/lines" <<'END'
full g++ 20 -O3
full g++ 23 -O3
full g++ 20 -O2
full g++ 20 -O1
full g++ 20 -O0
full g++ 20 -O2 -flto=auto
full g++ 20 -O2 -fvisibility=hidden
bare g++ 20 -O2 -fno-exceptions -fno-rtti
bare g++ 20 -O2 -m32 -msse2 -mfpmath=sse
full clang++-14 20 -O3
full clang++-16 20 -O3
full clang++-16 23 -O2
full clang++-19 20 -O3
full clang++-19 23 -O2
full clang++-19 20 -O0
bare clang++-14 20 -O2 -stdlib=libc++
bare clang++-14 20 -O2 -flto
bare clang++-19 20 -O2 -fno-exceptions -fno-rtti
bare clang++-19 20 -O2 -m32 -msse2 -mfpmath=sse
library g++ 20 -O2
library g++ 23 -O0 -flto=auto -D_GLIBCXX_ASSERTIONS
library clang++-14 20 -O2
library clang++-19 23 -O2
END

# On processors with AVX10, clang 19 warns about the feature combination of -march=native. Other compilers do not have
# this warning.
native="-Wno-unknown-warning-option -Wno-invalid-feature-combination"

build() { # arguments: parts of the tests, kernels (ON or OFF), build folder, compiler, standard, flags
  cmake -S "$project" -B "$3" -G Ninja "-DCMAKE_CXX_COMPILER=$4" "-DCMAKE_CXX_STANDARD=$5" "-DCMAKE_CXX_FLAGS=$6 $native" \
    -DCMAKE_BUILD_TYPE=None -DXACT_WERROR=ON -DXACT_BUILD_EXAMPLES=OFF -DXACT_BUILD_BENCHMARKS=OFF \
    "-DXACT_TEST_PARTS=$1" "-DXACT_BUILD_KERNELS=$2" -DXACT_TEST_TARGETS=native "-DXACT_TEST_SELECTION=~[sample]~[.]" &&
    cmake --build "$3" && ctest --test-dir "$3" --output-on-failure --no-tests=error
}
full() { build full OFF "$@"; }
library() { build "library;bits;dispatch" ON "$@"; }

bare() {
  # shellcheck disable=SC2086 # several flags
  "$2" "-std=c++$3" $4 -Wall -Wextra -Werror "-I$project/include" "$project/tests/bare/main.cpp" -o "$1/bare" && "$1/bare"
}

failed=0
while read -r parts compiler standard flags; do
  # shellcheck disable=SC2086
  if ! printf '#include <string>\nint main() {}\n' | "$compiler" $flags -x c++ - -o "$scratch/works" 2>/dev/null; then
    echo "absent  $compiler $flags"
    continue
  fi
  folder="$scratch/$(echo "$parts $compiler $standard $flags" | tr -cs 'a-z0-9\n' _)"
  mkdir -p "$folder"
  start=$(date +%s)
  if "$parts" "$folder" "$compiler" "$standard" "$flags" >"$folder/log" 2>&1; then
    echo "ok      $parts: $compiler, C++$standard, $flags ($(($(date +%s) - start)) s)"
  else
    echo "FAILED  $parts: $compiler, C++$standard, $flags"
    tail -n 30 "$folder/log"
    failed=1
  fi
done <"$scratch/lines"
exit $failed
