// A fuzzer of xact.h. The calls are random; some calls have wrong fields. The fuzzer compares the error code of each
// call with the codes that the comments of xact.h allow, and all memory with the expected contents.
//
//     xact_fuzz_c [seconds [seed [first iteration [iterations]]]]

#include "c_cases.hpp"

#include "../program.hpp"

#include <xact.h>

namespace {

void run(fuzz::random &r, const fuzz::memory &of) {
  const std::size_t kind = r.below(100);
  if (kind < 80)
    fuzz::try_record(r, of);
  else if (kind < 97)
    fuzz::try_one_line(r, of);
  else
    fuzz::try_names(r, of);
}

} // namespace

int main(int count, char **arguments) {
  std::printf("target %s\n", xact_target());
  fuzz::try_found();
  fuzz::repeat("xact_fuzz_c", count, arguments, run);
}
