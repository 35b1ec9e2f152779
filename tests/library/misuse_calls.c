/* Invalid calls: with a wrong size of the struct, or with an invalid function, verb, type, role or pointer. */

#include "misuse.h"

static void test_struct(void) {
  struct {
    xact_call call;
    unsigned char later[64];
  } later;
  xact_call call = call_1(XACT_FORWARD, XACT_ELU, 9);
  CHECK(xact_run(NULL) == XACT_ERROR_NULL);

  /* If the size is invalid, the library returns an error, but calls no `report`. */
  call.size = 0;
  CHECK(xact_run(&call) == XACT_ERROR_CALL);
  call.size = sizeof call - 1;
  CHECK(xact_run(&call) == XACT_ERROR_CALL);
  call.size = (size_t)-1;
  CHECK(xact_run(&call) == XACT_ERROR_CALL);
  memset(&later, 0, sizeof later);
  later.call = call_1(XACT_FORWARD, XACT_ELU, 9);
  later.call.size = sizeof later;
  fresh();
  CHECK(xact_run(&later.call) == XACT_OK && y[0] > -1 && y[0] < 0);
  later.later[63] = 1;
  CHECK(xact_run(&later.call) == XACT_ERROR_CALL);

  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.tier = 2;
  REFUSES(&call, XACT_ERROR_CALL, "tier");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.inputs = 0;
  REFUSES(&call, XACT_ERROR_CALL, "number of operands");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.outputs = 0;
  REFUSES(&call, XACT_ERROR_CALL, "number of operands");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  while (call.inputs <= sizeof call.in / sizeof *call.in)
    xact_in(&call, floats(x, 9));
  REFUSES(&call, XACT_ERROR_CALL, "number of operands");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  while (call.outputs <= sizeof call.out / sizeof *call.out)
    xact_out(&call, floats(y, 9));
  REFUSES(&call, XACT_ERROR_CALL, "number of operands");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.inputs = 0xFFFFFFFF;
  REFUSES(&call, XACT_ERROR_CALL, "number of operands");
}

static void test_operands(void) {
  xact_call call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.in[0].data = NULL;
  REFUSES(&call, XACT_ERROR_NULL, "NULL");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.out[0].data = NULL;
  REFUSES(&call, XACT_ERROR_NULL, "NULL");
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.in[1].data = NULL;
  REFUSES(&call, XACT_ERROR_NULL, "NULL");
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.out[1].data = NULL;
  REFUSES(&call, XACT_ERROR_NULL, "NULL");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.in[0].role = 6;
  REFUSES(&call, XACT_ERROR_CALL, "role");
  call = call_2(XACT_BACKWARD, XACT_RELU, 9);
  call.inputs = 1;
  call.in[0].role = 0x10; /* in the shape of a call (dispatch/shape.hpp) this role looks like a second input */
  REFUSES(&call, XACT_ERROR_CALL, "role");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.out[0].role = 255;
  REFUSES(&call, XACT_ERROR_CALL, "role");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.out[0].stores = 3;
  REFUSES(&call, XACT_ERROR_CALL, "operand");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.out[0].adds = 2;
  REFUSES(&call, XACT_ERROR_CALL, "operand");
}

static void test_types(void) {
  static const int wrong[] = {XACT_I8, XACT_I16, XACT_I32, XACT_I64, XACT_U8, XACT_U16, XACT_U32, XACT_U64, 0, 2, 0xFF};
  size_t i;
  xact_call call;
  for (i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    call = call_1(XACT_FORWARD, XACT_ELU, 9);
    call.in[0].type = (uint8_t)wrong[i];
    REFUSES(&call, XACT_ERROR_TYPE, "XACT_F32");
    call.out[0].type = (uint8_t)wrong[i];
    REFUSES(&call, XACT_ERROR_TYPE, "XACT_F32");
    call.in[0].type = XACT_F32;
    REFUSES(&call, XACT_ERROR_TYPE, "XACT_F32");
  }
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.out[0] = xact_array(y64, XACT_F64, 9, XACT_DENSE);
  REFUSES(&call, XACT_ERROR_TYPE, "XACT_F64");
  call.in[0] = xact_array(x64, XACT_F64, 9, XACT_DENSE);
  RUNS(&call);
  call.tier = XACT_EXACT;
  REFUSES(&call, XACT_ERROR_TYPE, "XACT_EXACT");
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.in[1] = xact_array(x64, XACT_F64, 3, XACT_PER_CHANNEL);
  REFUSES(&call, XACT_ERROR_TYPE, "XACT_F32");
  call = call_channels(XACT_PRELU, 12, 3, 1);
  call.out[1] = xact_array(y64, XACT_F64, 3, XACT_REDUCED);
  REFUSES(&call, XACT_ERROR_TYPE, "XACT_F32");
  call = call_1(XACT_FORWARD_WITH_MASK, XACT_RELU, 9);
  xact_out(&call, xact_array(mask, XACT_U16, 2, XACT_BITS));
  REFUSES(&call, XACT_ERROR_TYPE, "masks XACT_U8");
  call = call_loss(3, 4, w, XACT_F32);
  REFUSES(&call, XACT_ERROR_TYPE, "labels integers");
  call = call_loss(3, 4, w, XACT_F64);
  REFUSES(&call, XACT_ERROR_TYPE, "labels integers");
  call = call_loss(3, 4, w, (xact_type)0x23);
  REFUSES(&call, XACT_ERROR_TYPE, "labels integers");
}

static void test_functions_and_verbs(void) {
  static const uint32_t no_function[] = {0, 1000, 4096, 4099, 0x80000000, 0xFFFFFFFF};
  static const uint16_t no_verb[] = {0, 9, 0x100, 0x101, 0x102, 0x1101, 0xFFFF};
  size_t i;
  xact_call call;
  for (i = 0; i < sizeof no_function / sizeof no_function[0]; ++i) {
    call = call_1(XACT_FORWARD, XACT_ELU, 9);
    call.function = no_function[i];
    REFUSES(&call, XACT_ERROR_FUNCTION, "function");
    CHECK(xact_function_name((xact_function)no_function[i]) == NULL);
    CHECK(xact_parameter((xact_function)no_function[i], 0, NULL) == NULL);
    CHECK(xact_set_parameter(&call, "alpha", 1) == XACT_ERROR_FUNCTION);
  }
  for (i = 0; i < sizeof no_verb / sizeof no_verb[0]; ++i) {
    call = call_1(XACT_FORWARD, XACT_ELU, 9);
    call.verb = no_verb[i];
    REFUSES(&call, XACT_ERROR_VERB, "verb");
    call.out[0].adds = 1;
    REFUSES(&call, XACT_ERROR_VERB, "verb");
  }
  call = call_1(XACT_FORWARD_WITH_MASK, XACT_ELU, 9);
  xact_out(&call, xact_array(mask, XACT_U8, 2, XACT_BITS));
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call = call_1(XACT_DERIVATIVE, XACT_SOFTMAX, 9);
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call = call_2(XACT_BACKWARD_FROM_OUTPUT, XACT_SOFTPLUS, 9);
  call.tier = XACT_EXACT;
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call = call_1(XACT_FORWARD, XACT_SOFTMAX, 9);
  call.tier = XACT_EXACT;
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call = call_channels(XACT_ELU, 12, 3, 1); /* elu has no parameter per channel */
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call = call_2(XACT_FORWARD, XACT_ELU, 9);
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call = call_1(XACT_BACKWARD, XACT_ELU, 9);
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call = call_loss(3, 4, w, XACT_I32);
  call.function = XACT_LOG_SOFTMAX;
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");
  call.function = XACT_RELU;
  REFUSES(&call, XACT_ERROR_VERB, "no kernel");

  /* Operands that must not be skipped. */
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.in[0].role = XACT_SKIPPED;
  REFUSES(&call, XACT_ERROR_VERB, "operands");
  call = call_1(XACT_FORWARD, XACT_ELU, 9);
  call.out[0].role = XACT_SKIPPED;
  REFUSES(&call, XACT_ERROR_VERB, "operands");
  call = call_2(XACT_BACKWARD, XACT_ELU, 9);
  call.in[1].role = XACT_SKIPPED;
  REFUSES(&call, XACT_ERROR_VERB, "operands");
}

/* Outputs that cannot accumulate. */
static void test_adds(void) {
  static const xact_verb verbs[] = {XACT_FORWARD, XACT_DERIVATIVE};
  int k;
  xact_call call;
  for (k = 0; k < 2; ++k) {
    call = call_1(verbs[k], XACT_ELU, 9);
    call.out[0].adds = 1;
    REFUSES(&call, XACT_ERROR_VERB, "operands");
  }
  for (k = 0; k < 2; ++k) {
    call = call_1(XACT_VALUE_AND_DERIVATIVE, XACT_ELU, 9);
    xact_out(&call, floats(d, 9));
    call.out[k].adds = 1;
    REFUSES(&call, XACT_ERROR_VERB, "operands");
    call = call_1(XACT_FORWARD_WITH_MASK, XACT_RELU, 9);
    xact_out(&call, xact_array(mask, XACT_U8, 2, XACT_BITS));
    call.out[k].adds = 1;
    REFUSES(&call, XACT_ERROR_VERB, "operands");
  }
  call = call_1(XACT_FORWARD, XACT_SOFTMAX, 9);
  call.out[0].adds = 1;
  REFUSES(&call, XACT_ERROR_VERB, "operands");
  call = call_loss(3, 4, "\1\2\3", XACT_U8);
  call.out[1].adds = 1;
  REFUSES(&call, XACT_ERROR_VERB, "operands");
  /* A third dense input is an error. Only the library itself adds such an input, for an accumulated dx; callers set
   * `adds`. */
  call = call_2(XACT_BACKWARD, XACT_ELU, 9);
  xact_in(&call, floats(w, 9));
  REFUSES(&call, XACT_ERROR_VERB, "operands");
  call = call_2(XACT_BACKWARD, XACT_ELU, 9);
  call.tier = XACT_EXACT;
  call.out[0].adds = 1;
  REFUSES(&call, XACT_ERROR_VERB, "operands");
}

void test_calls(void) {
  test_struct();
  test_operands();
  test_types();
  test_functions_and_verbs();
  test_adds();
}
