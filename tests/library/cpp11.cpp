// Tests of xact11.hpp: each verb, errors as exceptions, and errors as codes.

#include <xact/xact11.hpp>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>

static int failures = 0;
#define CHECK(...)                                                                                                     \
  do {                                                                                                                 \
    if (!(__VA_ARGS__))                                                                                                \
      std::printf("%d: %s\n", __LINE__, #__VA_ARGS__), ++failures;                                                     \
  } while (0)

template <class Call> static void throws(int line, const Call &call, int code, const char *says) {
  try {
    call();
  } catch (const xact11::error &e) {
    if (e.code() == code && std::strstr(e.what(), says) != nullptr)
      return;
    std::printf("%d: code %d, %s\n", line, e.code(), e.what());
  }
  std::printf("%d: expected code %d, %s\n", line, code, says);
  ++failures;
}
#define THROWS(code, says, ...) throws(__LINE__, [&] { __VA_ARGS__; }, code, says)

using vector = std::vector<float>;

static void test_verbs() {
  const vector x = {-2, -1, -0.5F, 0, 1, 2, 3, -4}, dy = {1, 2, 3, 4, 5, 6, 7, 8};
  vector y(8), d(8), dx(8), expected(8);
  float c_array[8];
  xact11::forward("elu", x, y);
  CHECK(xact_forward_f32(XACT_ELU, 8, x.data(), expected.data()) == XACT_OK && y == expected);
  xact11::forward(XACT_ELU, xact11::at(x.data(), 8), c_array);
  CHECK(std::memcmp(c_array, y.data(), sizeof c_array) == 0);
  xact11::forward(std::string("elu"), xact11::rows(x.data(), 2, 3, 4), xact11::at(c_array, 6));
  CHECK(c_array[0] == y[0] && c_array[3] == y[4]);
  xact11::forward(xact11::with("elu", {{"alpha", 0.5}}), x, d);
  CHECK(d[0] == y[0] / 2 && d[5] == 2);
  xact11::forward(xact11::exact(xact11::with("elu", {{"alpha", 0.5}})), x, d);
  CHECK(d[0] == static_cast<float>(std::expm1(-2.0) / 2));
  xact11::derivative("relu", x, d);
  CHECK((d == vector{0, 0, 0, 0, 1, 1, 1, 0}));
  xact11::value_and_derivative("relu", x, y, d);
  CHECK((y == vector{0, 0, 0, 0, 1, 2, 3, 0}) && (d == vector{0, 0, 0, 0, 1, 1, 1, 0}));
  xact11::backward("relu", x, dy, dx);
  CHECK((dx == vector{0, 0, 0, 0, 5, 6, 7, 0}));
  xact11::backward("relu", x, dy, xact11::add_to(dx));
  CHECK((dx == vector{0, 0, 0, 0, 10, 12, 14, 0}));
  xact11::backward_from_output("relu", y, dy, dx);
  CHECK((dx == vector{0, 0, 0, 0, 5, 6, 7, 0}));
  std::vector<std::uint8_t> mask(1);
  xact11::forward_with_mask("relu", x, y, mask);
  CHECK(mask[0] == 0x70);
  xact11::backward_from_mask("relu", dy, mask, dx);
  CHECK((dx == vector{0, 0, 0, 0, 5, 6, 7, 0}));

  const std::vector<double> x64(x.begin(), x.end());
  std::vector<double> y64(8);
  CHECK(xact11::try_forward("relu", x64, y64) == XACT_OK && y64[6] == 3);
}

static void test_channels() {
  const vector x = {-2, -1, -0.5F, 1}, dy = {1, 2, 3, 4}, slopes = {0.5F, 0.25F};
  vector y(4), dx(4), dw(2);
  const auto f = xact11::per_channel("prelu", slopes);
  xact11::forward(f, x, y);
  CHECK((y == vector{-1, -0.25F, -0.25F, 1}));
  xact11::backward(f, x, dy, dx, dw);
  CHECK((dx == vector{0.5F, 0.5F, 1.5F, 4}) && (dw == vector{-3.5F, -2}));
  xact11::backward(f, x, dy, xact11::skip, xact11::add_to(dw));
  CHECK((dw == vector{-7, -4}));
  xact11::forward(xact11::per_channel("prelu", slopes, 2), x, y);
  CHECK((y == vector{-1, -0.5F, -0.125F, 1}));
  std::uint8_t mask[1];
  xact11::forward_with_mask(f, x, y, mask);
  xact11::backward_from_mask(f, dy, mask, xact11::add_to(dx));
  CHECK((dx == vector{1, 1, 3, 8}));
}

static void test_slices() {
  const vector x = {0, 0, 1, 1};
  vector y(4), dx(4), losses(2);
  const std::vector<int> labels = {0, 1};
  const float targets[] = {1, 0, 0, 1};
  const auto rows = xact11::along("softmax", 2);
  xact11::forward(rows, x, y);
  CHECK((y == vector{0.5F, 0.5F, 0.5F, 0.5F}));
  xact11::forward("softmax", x, y); // the array is one slice
  CHECK(y[0] < 0.2F);
  const double loss = xact11::cross_entropy(rows, x, labels, dx, losses);
  CHECK(std::fabs(loss - std::log(2.0)) < 1e-6 && (dx == vector{-0.25F, 0.25F, 0.25F, -0.25F}));
  CHECK(losses[0] == static_cast<float>(loss));
  CHECK(std::fabs(xact11::cross_entropy(rows, x, targets, dx) - loss) < 1e-6);
  double again = 0;
  CHECK(xact11::try_cross_entropy(again, rows, x, labels, xact11::skip) == XACT_OK && again == loss);
}

static void test_errors() {
  const vector x(9, 1), dy(9, 1), slopes(3, 1);
  vector y(8, 7), dx(9, 7), dw(2);
  std::vector<int> labels(3, 3);
  std::vector<std::uint8_t> mask(1);
  THROWS(XACT_ERROR_SIZE, "in[0] has 9 elements but out[0] has 8", xact11::forward("elu", x, y));
  THROWS(XACT_ERROR_SIZE, "8", xact11::backward("elu", x, y, dx));
  THROWS(XACT_ERROR_FUNCTION, "no such function", xact11::forward("eluu", x, dx));
  THROWS(XACT_ERROR_PARAMETER, "parameter", xact11::forward(xact11::with("elu", {{"beta", 1}}), x, dx));
  THROWS(XACT_ERROR_PARAMETER, "parameter", xact11::forward(xact11::with("elu", {{"alpha", std::nan("")}}), x, dx));
  THROWS(XACT_ERROR_PARAMETER, "elu's alpha is 1e+39", xact11::forward(xact11::with("elu", {{"alpha", 1e39}}), x, dx));
  THROWS(XACT_ERROR_VERB, "no kernel", xact11::forward_with_mask("elu", x, dx, mask));
  THROWS(XACT_ERROR_SIZE, "mask", xact11::forward_with_mask("relu", x, dx, mask));
  THROWS(XACT_ERROR_CHANNELS, "channels", xact11::backward(xact11::per_channel("prelu", slopes), x, dy, dx, dw));
  THROWS(XACT_ERROR_FROM_OUTPUT, "elu", xact11::backward_from_output(xact11::with("elu", {{"alpha", -1}}), x, dy, dx));
  THROWS(XACT_ERROR_LABEL, "label", xact11::cross_entropy(xact11::along("softmax", 3), x, labels, dx));
  THROWS(XACT_ERROR_NULL, "NULL", xact11::forward("elu", x, xact11::at(static_cast<float *>(nullptr), 9)));
  THROWS(XACT_ERROR_OVERLAP, "overlaps", xact11::forward("elu", xact11::at(&dx[0], 8), xact11::at(&dx[1], 8)));
  const std::vector<double> wrong(3, 1); // slopes of double for arrays of float
  THROWS(XACT_ERROR_TYPE, "must all be", xact11::forward(xact11::per_channel("prelu", wrong), x, dx));
  CHECK(xact11::try_forward("elu", x, y) == XACT_ERROR_SIZE);
  CHECK(xact11::try_forward("eluu", x, dx) == XACT_ERROR_FUNCTION);
  CHECK(y == vector(8, 7) && dx == vector(9, 7)); // nothing was written
  CHECK(xact11::try_forward("elu", vector(), xact11::at(static_cast<float *>(nullptr), 0)) == XACT_OK);
}

// The member `report` of a call can throw an exception through the library, although the library is compiled without
// exceptions.
static void test_throwing_report() {
  const float x = 1;
  float y[2] = {};
  int caught = 0;
  for (const xact_verb verb : {XACT_FORWARD, XACT_CROSS_ENTROPY}) { // errors: the lengths differ; elu has no such verb
    xact_call call = xact_call_of(verb, XACT_ELU);
    call.report = [](void *, const char *message) { throw std::runtime_error(message); };
    xact_in(&call, xact_array(&x, XACT_F32, 1, XACT_DENSE));
    xact_out(&call, xact_array(y, XACT_F32, 2, XACT_DENSE));
    try {
      (void)xact_run(&call);
    } catch (const std::runtime_error &) {
      ++caught;
    }
  }
  CHECK(caught == 2);
}

int main() {
  test_throwing_report();
  test_verbs();
  test_channels();
  test_slices();
  test_errors();
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
