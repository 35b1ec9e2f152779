// A fuzzer of the headers. Each iteration calls a random verb with random arrays at random places, and compares all
// memory with the results that the contract requires.
//
//     fuzz [seconds [seed [first iteration [iterations]]]]
//
// If the environment variable FUZZ_GAPS is set, the fuzzer counts the calls whose sums change because of gaps between
// rows. Otherwise such a change is a failure.

#include "cases.hpp"
#include "program.hpp"
#include "sums.hpp"

namespace {

void run(fuzz::random &r, const fuzz::memory &of) {
  const std::size_t kind = r.below(10);
  if (kind < 4)
    fuzz::try_float(r, of);
  else if (kind < 6)
    fuzz::try_double(r, of);
  else if (kind < 7)
    fuzz::try_exact(r, of);
  else if (kind < 9)
    fuzz::try_slices(r, of);
  else if (r.percent(50))
    fuzz::try_observations(r, of);
  else
    fuzz::try_training(r, of);
}

} // namespace

int main(int count, char **arguments) {
  fuzz::gaps_may_change_sums = std::getenv("FUZZ_GAPS") != nullptr;
  fuzz::repeat("fuzz", count, arguments, run);
  if (fuzz::gapped_sums != 0)
    std::printf("gaps between rows changed the sums of %zu\n", fuzz::gapped_sums);
  return 0;
}
