// Calls for which this fuzzer found faults of the library.

#include "c_cases.hpp"
#include "spoil.hpp"

#include "../call.hpp"

namespace fuzz {
namespace {

void expect(const char *what, const xact_call &c, int want) {
  const int code = xact_run(&c);
  if (code != want)
    fail(std::string(what) + ": the code is " + std::to_string(code) + ", want " + std::to_string(want));
}
void count(void *reports, const char *) { ++*static_cast<int *>(reports); }
void run(const void *, std::size_t n, const void *job, void (*call)(const void *, std::size_t)) {
  for (std::size_t k = 0; k < n; ++k)
    call(job, k);
}

const float x[40000] = {1, -1};
float y[40000];
float slopes[8] = {0.5F};
float sums[8];

xact_call call_on(xact_verb verb, xact_function f, std::size_t n) {
  xact_call c = xact_call_of(verb, f);
  xact_in(&c, xact_array(x, XACT_F32, n, XACT_DENSE));
  xact_out(&c, xact_array(y, XACT_F32, n, XACT_DENSE));
  return c;
}
xact_call call_on_slopes(xact_verb verb, std::size_t n) {
  xact_call c = call_on(verb, XACT_PRELU, n);
  c.channels = 8;
  xact_in(&c, xact_array(slopes, XACT_F32, 8, XACT_PER_CHANNEL));
  xact_in(&c, xact_array(x, XACT_F32, n, XACT_DENSE));
  return c;
}

void try_fields() {
  xact_call c = call_on(XACT_FORWARD, XACT_RELU, 8);
  c.size = huge;
  expect("a size that is none", c, XACT_ERROR_CALL);
  int reported = 0;
  c = call_on(XACT_FORWARD, XACT_RELU, 8);
  c.tier = 7;
  c.report = count;
  c.context = &reported;
  expect("a tier that does not exist", c, XACT_ERROR_CALL);
  if (reported != 1)
    fail("a tier that does not exist is not reported");
  c = call_on(XACT_FORWARD, XACT_RELU, 8);
  c.verb = 257;
  expect("verb 257", c, XACT_ERROR_VERB);
  c = call_on(XACT_FORWARD, XACT_RELU, 8);
  c.out[0].adds = 1;
  expect("values that are added", c, XACT_ERROR_VERB);
  c = call_on(XACT_FORWARD, XACT_RELU, 8);
  c.channels = 7;
  expect("channels that do not matter", c, XACT_OK);
  c.on.run = run;
  expect("channels that do not matter, with an executor", c, XACT_OK);
}

void try_operands() {
  const std::uint8_t label = 3;
  xact_call c = xact_call_of(XACT_CROSS_ENTROPY, XACT_SOFTMAX);
  c.channels = 8;
  xact_in(&c, xact_array(x, XACT_F32, 8, XACT_DENSE));
  xact_in(&c, xact_array(&label, XACT_U8, 1, XACT_PER_SLICE));
  xact_out(&c, xact_array(nullptr, xact_type{}, 1, XACT_SKIPPED));
  expect("a skipped output without a type", c, XACT_OK);
  c = call_on_slopes(XACT_BACKWARD, 40000);
  xact_out(&c, xact_array(sums, XACT_F32, 8, XACT_REDUCED));
  c.on.run = run;
  c.on.bytes = std::size_t{1} << 20;
  expect("an executor without memory", c, XACT_OK);
  c = call_on_slopes(XACT_BACKWARD, 16);
  xact_out(&c, xact_array(nullptr, XACT_F32, 0, XACT_SKIPPED));
  expect("skipped sums", c, XACT_OK);
  c = call_on_slopes(XACT_BACKWARD, 16);
  c.in[1].data = nullptr;
  c.in[1].rows = 0;
  expect("parameters in no row", c, XACT_ERROR_SIZE);
  c = call_on_slopes(XACT_BACKWARD, 16);
  c.in[3] = c.in[4] = c.in[1];
  c.inputs = 5;
  c.out[0].adds = 1;
  expect("five inputs and one to add to", c, XACT_ERROR_VERB);
  c = call_on_slopes(XACT_BACKWARD_FROM_OUTPUT, 16);
  c.in[1].columns = huge / 16;
  expect("too many parameters", c, XACT_ERROR_CHANNELS);
}

} // namespace

void try_found() {
  try_fields();
  try_operands();
}

} // namespace fuzz
