/* Calls with invalid sizes, shapes or channels. */

#include "misuse.h"

static const size_t huge[] = {PTRDIFF_MAX, SIZE_MAX, SIZE_MAX / 4, SIZE_MAX / 4 + 2, (size_t)1 << 62};

static void test_lengths(void) {
  xact_call call = call_1(XACT_FORWARD, XACT_ELU, 9);
  size_t i;
  call.out[0].columns = 8;
  REFUSES(&call, XACT_ERROR_SIZE, "in[0] has 9 elements but out[0] has 8");
  call.name = "layer 3";
  call.in[0].name = "input";
  call.out[0].name = "output";
  REFUSES(&call, XACT_ERROR_SIZE, "layer 3: input has 9 elements but output has 8");
  call.out[0].columns = 0;
  REFUSES(&call, XACT_ERROR_SIZE, "0");
  call = call_1(XACT_FORWARD, XACT_ELU, 0);
  call.out[0].columns = 3;
  REFUSES(&call, XACT_ERROR_SIZE, "3");
  call = call_2(XACT_BACKWARD, XACT_ELU, 9);
  call.in[1].columns = 10;
  REFUSES(&call, XACT_ERROR_SIZE, "in[1] has 10");
  call = call_2(XACT_BACKWARD, XACT_ELU, 9);
  call.out[0].columns = 10;
  call.out[0].adds = 1;
  REFUSES(&call, XACT_ERROR_SIZE, "10");
  call = call_1(XACT_VALUE_AND_DERIVATIVE, XACT_ELU, 9);
  xact_out(&call, floats(d, 7));
  REFUSES(&call, XACT_ERROR_SIZE, "out[1] has 7");
  call = call_1(XACT_FORWARD, XACT_SOFTMAX, 9);
  call.out[0].columns = 8;
  REFUSES(&call, XACT_ERROR_SIZE, "8");

  for (i = 0; i < sizeof huge / sizeof huge[0]; ++i) {
    call = call_1(XACT_FORWARD, XACT_ELU, huge[i]);
    REFUSES(&call, XACT_ERROR_SIZE, "cannot exist");
    CHECK(xact_forward_f32(XACT_ELU, huge[i], x, y) == XACT_ERROR_SIZE);
    CHECK(xact_backward_f64(XACT_ELU, huge[i], x64, x64, y64) == XACT_ERROR_SIZE);
    call = call_channels(XACT_PRELU, 12, 3, 1);
    call.in[1].columns = huge[i];
    REFUSES(&call, XACT_ERROR_SIZE, "cannot exist");
    call = call_channels(XACT_PRELU, 12, 3, 1);
    call.out[1].columns = huge[i];
    REFUSES(&call, XACT_ERROR_SIZE, "cannot exist");
    call = call_1(XACT_FORWARD, XACT_SOFTMAX, huge[i]);
    REFUSES(&call, XACT_ERROR_SIZE, "cannot exist");
    call = call_loss(3, 4, w, XACT_I64);
    call.in[1].columns = huge[i];
    REFUSES(&call, XACT_ERROR_SIZE, "cannot exist");
  }
}

static void test_rows(void) {
  xact_call call = call_1(XACT_FORWARD, XACT_ELU, 9);
  size_t i;
  call.in[0] = xact_strided(x, XACT_F32, 3, 4, 3);
  REFUSES(&call, XACT_ERROR_SIZE, "stride is 3, less than its 4 columns");
  call.in[0] = xact_strided(x, XACT_F32, 3, 4, 5);
  REFUSES(&call, XACT_ERROR_SIZE, "3 rows of 4");
  call.out[0] = xact_strided(y, XACT_F32, 4, 3, 5);
  REFUSES(&call, XACT_ERROR_SIZE, "same shape");
  call.out[0] = xact_strided(y, XACT_F32, 3, 4, 0);
  REFUSES(&call, XACT_ERROR_SIZE, "stride is 0");
  for (i = 0; i < sizeof huge / sizeof huge[0]; ++i) {
    call.in[0] = xact_strided(x, XACT_F32, huge[i], 4, 5); /* rows * columns wraps */
    call.out[0] = xact_strided(y, XACT_F32, huge[i], 4, 5);
    REFUSES(&call, XACT_ERROR_SIZE, "cannot exist");
    call.in[0] = xact_strided(x, XACT_F32, 2, 4, huge[i]);
    call.out[0] = xact_strided(y, XACT_F32, 2, 4, huge[i]);
    REFUSES(&call, XACT_ERROR_SIZE, "cannot exist");
  }
  /* The four bits of a row do not fill whole bytes of the mask. */
  call = call_1(XACT_FORWARD_WITH_MASK, XACT_RELU, 12);
  xact_out(&call, xact_array(mask, XACT_U8, 2, XACT_BITS));
  call.in[0] = xact_strided(x, XACT_F32, 3, 4, 5);
  REFUSES(&call, XACT_ERROR_SIZE, "multiple of 8");
}

static void test_masks(void) {
  xact_call call = call_1(XACT_FORWARD_WITH_MASK, XACT_RELU, 17);
  xact_out(&call, xact_array(mask, XACT_U8, 2, XACT_BITS));
  REFUSES(&call, XACT_ERROR_SIZE, "the mask has 2 bytes");
  call.out[1].columns = 4;
  REFUSES(&call, XACT_ERROR_SIZE, "the mask has 4 bytes");
  call.out[1] = xact_strided(mask, XACT_U8, 3, 1, 2);
  call.out[1].role = XACT_BITS;
  REFUSES(&call, XACT_ERROR_SIZE, "contiguous");
  call = xact_call_of(XACT_BACKWARD_FROM_MASK, XACT_RELU);
  xact_in(&call, floats(dy, 17));
  xact_in(&call, xact_array(mask, XACT_U8, 2, XACT_BITS));
  xact_out(&call, floats(dx, 17));
  REFUSES(&call, XACT_ERROR_SIZE, "the mask has 2 bytes");
}

static void test_channels(void) {
  static const size_t channels[] = {0, 2, 5, 7, 13, SIZE_MAX, SIZE_MAX / 2 + 1};
  size_t i;
  xact_call call;
  for (i = 0; i < sizeof channels / sizeof channels[0]; ++i) {
    call = call_channels(XACT_PRELU, 12, 3, 1);
    call.channels = channels[i];
    REFUSES(&call, XACT_ERROR_CHANNELS, "channels");
    call = call_channels(XACT_PRELU, 12, 3, 1);
    call.inner = channels[i];
    if (channels[i] != 2)
      REFUSES(&call, XACT_ERROR_CHANNELS, "inner");
  }
  for (i = 2; i < 5; ++i) { /* 12 elements are not divisible into 5, 7 or 13 channels */
    call = call_channels(XACT_PRELU, 12, channels[i], 1);
    REFUSES(&call, XACT_ERROR_CHANNELS, "does not divide");
  }
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.out[1].columns = 2;
  REFUSES(&call, XACT_ERROR_CHANNELS, "2 elements but there are 3 channels");
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.out[1] = xact_strided(dw, XACT_F32, 3, 1, 2);
  call.out[1].role = XACT_REDUCED;
  REFUSES(&call, XACT_ERROR_SIZE, "contiguous");
  /* The array of parameters must be one row. */
  for (i = 0; i < 4; ++i)
    if (i != 1) {
      call = call_channels(XACT_PRELU, 12, 3, 1);
      call.in[1].rows = i;
      if (i == 0)
        call.in[1].data = NULL;
      REFUSES(&call, XACT_ERROR_SIZE, "one row");
      call.verb = XACT_BACKWARD_FROM_OUTPUT;
      call.outputs = 1;
      REFUSES(&call, XACT_ERROR_SIZE, "one row");
    }
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.verb = XACT_BACKWARD_FROM_OUTPUT;
  call.outputs = 1;
  call.in[1].columns = SIZE_MAX / 8;
  REFUSES(&call, XACT_ERROR_CHANNELS, "channels");

  call = call_1(XACT_FORWARD, XACT_SOFTMAX, 12);
  call.channels = 5;
  REFUSES(&call, XACT_ERROR_CHANNELS, "does not divide");
  call.channels = 0;
  call.inner = 2;
  REFUSES(&call, XACT_ERROR_CHANNELS, "at least 1");
  call.channels = 3;
  call.inner = 0;
  REFUSES(&call, XACT_ERROR_CHANNELS, "at least 1");
  call.inner = SIZE_MAX;
  REFUSES(&call, XACT_ERROR_CHANNELS, "does not divide");
}

/* Tests labels of every integer type, in range and out of range. */
#define LABELS(type, T)                                                                                                \
  do {                                                                                                                 \
    T labels[3];                                                                                                       \
    labels[0] = 0, labels[1] = 3, labels[2] = 2;                                                                       \
    call = call_loss(3, 4, labels, type);                                                                              \
    RUNS(&call);                                                                                                       \
    labels[1] = 4;                                                                                                     \
    REFUSES(&call, XACT_ERROR_LABEL, "the label of row 1 is 4, but there are 4 classes");                              \
    labels[1] = (T) - 1;                                                                                               \
    REFUSES(&call, XACT_ERROR_LABEL, (T) - 1 < 1 ? "row 1 is -1," : "the label of row 1 is ");                         \
  } while (0)
static void test_labels(void) {
  xact_call call;
  const int32_t one[4] = {1, 1, 1, 1};
  LABELS(XACT_I8, int8_t);
  LABELS(XACT_I16, int16_t);
  LABELS(XACT_I32, int32_t);
  LABELS(XACT_I64, int64_t);
  LABELS(XACT_U8, uint8_t);
  LABELS(XACT_U16, uint16_t);
  LABELS(XACT_U32, uint32_t);
  LABELS(XACT_U64, uint64_t);
  call = call_loss(3, 4, one, XACT_I32);
  call.in[1].columns = 4;
  REFUSES(&call, XACT_ERROR_SIZE, "there are 4 in[1] for 3 slices");
  call = call_loss(3, 4, one, XACT_I32);
  call.out[1].columns = 2;
  REFUSES(&call, XACT_ERROR_SIZE, "there are 2 out[1] for 3 slices");
  call = call_loss(3, 4, one, XACT_I32);
  call.in[1] = xact_strided(one, XACT_I32, 3, 1, 2);
  call.in[1].role = XACT_PER_SLICE;
  REFUSES(&call, XACT_ERROR_SIZE, "contiguous");
  call = call_loss(3, 4, one, XACT_I32);
  call.in[1] = floats(dy, 11); /* targets */
  REFUSES(&call, XACT_ERROR_SIZE, "11");
}

void test_shapes(void) {
  test_lengths();
  test_rows();
  test_masks();
  test_channels();
  test_labels();
}
