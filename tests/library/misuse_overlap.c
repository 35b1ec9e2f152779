/* Outputs that overlap another operand. */

#include "misuse.h"

static void test_dense(void) {
  int k;
  xact_call call;
  for (k = -8; k <= 8; ++k) {
    call = call_1(XACT_FORWARD, XACT_ELU, 9);
    call.in[0].data = x + 20;
    call.out[0].data = x + 20 + k;
    if (k != 0)
      REFUSES(&call, XACT_ERROR_OVERLAP, "out[0] (9 elements at");
    call = call_2(XACT_BACKWARD, XACT_ELU, 9);
    call.in[1].data = dy + 20;
    call.out[0].data = dy + 20 + k;
    if (k != 0)
      REFUSES(&call, XACT_ERROR_OVERLAP, "overlaps in[1]");
    call.out[0].adds = 1;
    if (k != 0)
      REFUSES(&call, XACT_ERROR_OVERLAP, "overlaps in[1]");
    call = call_1(XACT_VALUE_AND_DERIVATIVE, XACT_ELU, 9);
    call.out[0].data = y + 20;
    xact_out(&call, floats(y + 20 + k, 9));
    REFUSES(&call, XACT_ERROR_OVERLAP, "out[1]");
    call = call_1(XACT_FORWARD, XACT_SOFTMAX, 9);
    call.in[0].data = x + 20;
    call.out[0].data = x + 20 + k;
    if (k != 0)
      REFUSES(&call, XACT_ERROR_OVERLAP, "overlaps");
  }
  for (k = -8; k <= 8; ++k)
    if (k != 0)
      CHECK(xact_forward_f32(XACT_ELU, 9, x + 20, x + 20 + k) == XACT_ERROR_OVERLAP &&
            xact_derivative_f32(XACT_ELU, 9, x + 20, x + 20 + k) == XACT_ERROR_OVERLAP &&
            xact_backward_f32(XACT_ELU, 9, x, dy + 20, dy + 20 + k) == XACT_ERROR_OVERLAP &&
            xact_forward_f64(XACT_ELU, 9, x64 + 20, x64 + 20 + k) == XACT_ERROR_OVERLAP);
}

static void test_strided(void) {
  xact_call call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.in[0] = xact_strided(x, XACT_F32, 3, 4, 9);
  call.out[0] = xact_strided(x + 3, XACT_F32, 3, 4, 9); /* shares one column */
  REFUSES(&call, XACT_ERROR_OVERLAP, "overlaps");
  call.out[0] = xact_strided(x, XACT_F32, 3, 4, 8); /* shares the first row */
  REFUSES(&call, XACT_ERROR_OVERLAP, "overlaps");
  call.out[0] = xact_strided(x + 9, XACT_F32, 3, 4, 9); /* begins at the second row of x */
  REFUSES(&call, XACT_ERROR_OVERLAP, "overlaps");
  call.out[0] = xact_strided(x + 4, XACT_F32, 3, 4, 9); /* lies in the gaps between the rows of x */
  RUNS(&call);
  call.out[0] = xact_strided(x, XACT_F32, 3, 4, 9); /* in place */
  RUNS(&call);
}

static void test_special(void) {
  xact_call call = call_channels(XACT_PRELU, 12, 3, 1);
  call.out[0].data = w + 1;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
  call.out[0].data = w;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.out[1].data = w;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
  call.out[1].data = x + 11;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[0]");
  call.out[1].data = dx + 1;
  REFUSES(&call, XACT_ERROR_OVERLAP, "out[0]");
  call = call_channels(XACT_PRELU, 12, 12, 1);
  call.out[1].data = dx;
  REFUSES(&call, XACT_ERROR_OVERLAP, "out[0]");
  call = call_1(XACT_FORWARD_WITH_MASK, XACT_RELU, 9);
  xact_out(&call, xact_array(x, XACT_U8, 2, XACT_BITS));
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[0]");
  call.out[1].data = (uint8_t *)(y + 8) + 3;
  REFUSES(&call, XACT_ERROR_OVERLAP, "out[0]");
  call = xact_call_of(XACT_BACKWARD_FROM_MASK, XACT_RELU);
  xact_in(&call, floats(dy, 9));
  xact_in(&call, xact_array(dx, XACT_U8, 2, XACT_BITS));
  xact_out(&call, floats(dx, 9));
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
}

static void test_losses(void) {
  int32_t labels[12] = {0};
  xact_call call = call_loss(3, 4, dx, XACT_I32);
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
  call = call_loss(3, 4, labels, XACT_I32);
  call.out[0].data = labels + 1;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
  call = call_loss(3, 4, labels, XACT_I32);
  call.out[1].data = labels + 1;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
  call.out[1].data = x + 5;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[0]");
  call.out[1].data = dx + 11;
  REFUSES(&call, XACT_ERROR_OVERLAP, "out[0]");
  call = call_loss(3, 4, labels, XACT_I32);
  call.in[1] = floats(dx, 12); /* targets, which dx must not overlap */
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
  call.in[1] = floats(dy, 12);
  call.out[1].data = dy;
  REFUSES(&call, XACT_ERROR_OVERLAP, "in[1]");
}

void test_overlap(void) {
  test_dense();
  test_strided();
  test_special();
  test_losses();
}
