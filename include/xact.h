/* The C interface of the kernel library: every activation on arrays, for C99, C++98 and later.
 *
 *     int code = xact_forward_f32(XACT_ELU, n, x, y);
 *     if (code != XACT_OK)
 *       fprintf(stderr, "%s\n", xact_error_string(code));
 *
 * Link to the target xact::kernels, or to libxact (pkg-config: xact-kernels). When the program starts, the library
 * chooses the kernels of the best target that the processor has; `xact_target` names the target, the environment
 * variable XACT_TARGET chooses another.
 *
 * Every function allocates nothing, waits for nothing, writes no errno and never aborts. Every function may be called
 * from any thread. A call that returns an error has written no array, and has read none but labels and parameters. */

#ifndef XACT_H
#define XACT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_WIN32) && defined(XACT_SHARED_BUILD)
#define XACT_API __declspec(dllexport)
#elif defined(_WIN32) && defined(XACT_SHARED)
#define XACT_API __declspec(dllimport)
#elif defined(__GNUC__) || defined(__clang__)
#define XACT_API __attribute__((visibility("default")))
#else
#define XACT_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The activations, in the order of xact/catalogue.hpp, and the functions of slices along an axis. Numbers never change.
 * Parameters, with their defaults, are in parentheses. */
typedef enum xact_function {
  XACT_ANY_INT = -2147483647 - 1, /* no function: with it, every int is a value of this type */
  XACT_NO_FUNCTION = 0,
  /* made by the target c_functions */
  XACT_RELU = 1,       /* x from 0 on, else 0 */
  XACT_LEAKY_RELU = 2, /* x from 0 on, else slope·x (slope = 0.01) */
  XACT_PRELU = 3,      /* x from 0 on, else slope·x (slope = 0.25) */
  XACT_ELU = 4,        /* x from 0 on, else α(eˣ − 1) (alpha = 1) */
  XACT_SIGMOID = 5,    /* 1 / (1 + e⁻ˣ) */
  XACT_TANH = 6,       /* (1 − e⁻²ˣ) / (1 + e⁻²ˣ) */
  XACT_SOFTPLUS = 7,   /* log(1 + eˣ) */
  XACT_IDENTITY = 8,   /* x */
  /* end of functions */
  XACT_SOFTMAX = 4097,    /* along an axis: e^x / Σ e^x */
  XACT_LOG_SOFTMAX = 4098 /* its logarithm */
} xact_function;

/* The work of a call. The operands of each verb stand in `in` and `out` of the call in this order; [brackets] mark
 * those that may be left out; such outputs may be skipped, as may dx beside sums and in XACT_CROSS_ENTROPY. `parameter`
 * has one value per channel, in place of the function's own parameter: of prelu alone. Masks are for relu, leaky_relu
 * and prelu. XACT_EXACT has XACT_FORWARD, XACT_DERIVATIVE and XACT_BACKWARD. */
typedef enum xact_verb {
  XACT_FORWARD = 1,              /* in: x, [parameter]                out: y */
  XACT_DERIVATIVE = 2,           /* in: x, [parameter]                out: d */
  XACT_VALUE_AND_DERIVATIVE = 3, /* in: x, [parameter]                out: y, d */
  XACT_BACKWARD = 4,             /* in: x, [parameter], dy            out: dx, [sums of the parameter's gradient] */
  XACT_BACKWARD_FROM_OUTPUT = 5, /* in: y, [parameter], dy            out: dx */
  XACT_FORWARD_WITH_MASK = 6,    /* in: x, [parameter]                out: y, bits */
  XACT_BACKWARD_FROM_MASK = 7,   /* in: dy, bits, [parameter]         out: dx */
  XACT_CROSS_ENTROPY = 8         /* in: x, labels or targets          out: dx, [losses]; softmax alone; see `loss` */
} xact_verb;

/* The implementation: the default, within the error of the README's table, or correctly rounded, for float alone. */
typedef enum xact_tier { XACT_DEFAULT = 0, XACT_EXACT = 1 } xact_tier;

/* The type of an array's elements. The lower four bits are the bytes of an element. */
typedef enum xact_type {
  XACT_F32 = 0x04,
  XACT_F64 = 0x08,
  XACT_I8 = 0x21,
  XACT_I16 = 0x22,
  XACT_I32 = 0x24,
  XACT_I64 = 0x28,
  XACT_U8 = 0x31,
  XACT_U16 = 0x32,
  XACT_U32 = 0x34,
  XACT_U64 = 0x38
} xact_type;

/* The role of an operand in a call. */
typedef enum xact_role {
  XACT_DENSE = 0,       /* one value per element */
  XACT_PER_CHANNEL = 1, /* one value per channel */
  XACT_REDUCED = 2,     /* an output with one sum per channel */
  XACT_BITS = 3,        /* one bit per element, set if x > 0 or NaN: (n + 7) / 8 bytes; of i, bit i % 8 of byte i / 8 */
  XACT_SKIPPED = 4,     /* an output that is not wanted */
  XACT_PER_SLICE = 5    /* one value per slice: labels and losses */
} xact_role;

/* The stores that write an output. */
typedef enum xact_stores {
  XACT_AUTOMATIC = 0, /* as the size of the array suggests */
  XACT_STREAMED = 1,  /* past the caches */
  XACT_CACHED = 2     /* through the caches */
} xact_stores;

/* The result of a call. */
typedef enum xact_error {
  XACT_OK = 0,
  XACT_ERROR_NULL = 1,      /* a pointer is NULL */
  XACT_ERROR_CALL = 2,      /* no such size, tier, number of operands, role, `adds` or `stores`; or later fields set */
  XACT_ERROR_FUNCTION = 3,  /* there is no such function */
  XACT_ERROR_VERB = 4,      /* there is no such verb, or the function has no kernel for the verb with these operands */
  XACT_ERROR_TYPE = 5,      /* element types differ, do not exist, or have no kernel */
  XACT_ERROR_PARAMETER = 6, /* the function has no parameter of this name, or cannot take the value */
  XACT_ERROR_SIZE = 7,      /* lengths or shapes differ, or no array can have the size */
  XACT_ERROR_OVERLAP = 8,   /* an output overlaps another operand without being the same array, or dx targets */
  XACT_ERROR_CHANNELS = 9,  /* channels and inner do not fit the arrays */
  XACT_ERROR_LABEL = 10,    /* a label is no class */
  XACT_ERROR_FROM_OUTPUT = 11 /* with these parameters the output does not determine the derivative */
} xact_error;

/* One operand of a call. Rows, columns and stride are counted in elements, those of bits in bytes. */
typedef struct xact_operand {
  void *data;       /* the first element; not written unless the operand is an output */
  const char *name; /* the name in messages, or NULL */
  size_t rows;      /* 1 for an array without gaps, also among others of several rows */
  size_t columns;   /* elements of each row */
  size_t stride;    /* from the begin of a row to that of the next */
  uint8_t type;     /* an xact_type */
  uint8_t role;     /* an xact_role */
  uint8_t adds;     /* 1 if results are added to the output: of gradients, dx with XACT_DEFAULT, and sums */
  uint8_t stores;   /* an xact_stores, of a dense output */
} xact_operand;

/* Threads for a call. run(object, count, job, call) calls call(job, k) once for each k < count, in any order and on any
 * threads, and returns when all these calls have returned. A null `run` stands for the thread of the caller. The bits
 * of results do not depend on the executor. */
typedef struct xact_executor {
  const void *object;
  void (*run)(const void *object, size_t count, const void *job, void (*call)(const void *job, size_t k));
  void *memory; /* memory for sums, or NULL: more of it lets threads meet less often */
  size_t bytes; /* bytes of `memory` */
} xact_executor;

/* One call: set up by xact_call_of, filled by the functions below, run by xact_run. New fields come at the end. */
typedef struct xact_call {
  size_t size;       /* of this struct, in bytes, at most 4096 */
  uint16_t verb;     /* an xact_verb */
  uint16_t tier;     /* an xact_tier */
  uint32_t function; /* an xact_function */
  uint32_t inputs;   /* operands in `in` */
  uint32_t outputs;  /* operands in `out` */
  size_t channels;   /* element i belongs to channel (i / inner) % channels; 0, with inner 1: each row is a slice */
  size_t inner;      /* neighbouring elements of one channel; without channels neither matters */
  xact_executor on;
  const char *name; /* the name in messages, or NULL */
  /* Gets a line of text about each error but those of `size`; or NULL. May throw an exception through the library. */
  void (*report)(void *context, const char *message);
  void *context;
  double *loss;        /* the result of XACT_CROSS_ENTROPY, the mean of the losses; or NULL */
  uint32_t parameters; /* values in `parameter`; those left out have their defaults */
  int32_t code;        /* used by the library */
  double parameter[8]; /* rounded to the type of the arrays; xact_parameter says which is which */
  xact_operand in[5];
  xact_operand out[5];
} xact_call;

/* y[i] = f(x[i]) for each i < n, with the function's default parameters. y may be x. n = 0 is no error. */
XACT_API int xact_forward_f32(xact_function f, size_t n, const float *x, float *y);
XACT_API int xact_forward_f64(xact_function f, size_t n, const double *x, double *y);
/* d[i] = f'(x[i]). */
XACT_API int xact_derivative_f32(xact_function f, size_t n, const float *x, float *d);
XACT_API int xact_derivative_f64(xact_function f, size_t n, const double *x, double *d);
/* dx[i] = dy[i]·f'(x[i]). dx may be x or dy. */
XACT_API int xact_backward_f32(xact_function f, size_t n, const float *x, const float *dy, float *dx);
XACT_API int xact_backward_f64(xact_function f, size_t n, const double *x, const double *dy, double *dx);

/* Runs a call. Returns XACT_OK or an xact_error. */
XACT_API int xact_run(const xact_call *call);

/* The function of that name, such as "elu"; XACT_NO_FUNCTION if there is none. */
XACT_API xact_function xact_function_by_name(const char *name);
/* The name of a function; NULL if there is no such function. */
XACT_API const char *xact_function_name(xact_function f);
/* The name of parameter number i of a function, and its default in *value if that is no null pointer; NULL if the
 * function has no such parameter. */
XACT_API const char *xact_parameter(xact_function f, size_t i, double *value);
/* Sets the parameter of that name in a call. Returns XACT_OK, or XACT_ERROR_PARAMETER if the function has no such
 * parameter or the value is not finite; XACT_ERROR_FUNCTION if there is no such function; XACT_ERROR_NULL. */
XACT_API int xact_set_parameter(xact_call *call, const char *name, double value);

/* A line of text about the result of a call. */
XACT_API const char *xact_error_string(int code);
/* The version of the library, such as "0.2.0". */
XACT_API const char *xact_version(void);
/* The target of the kernels that run: "baseline", "avx2", "avx512" or "sve256". */
XACT_API const char *xact_target(void);

#ifdef __cplusplus
#define XACT_CAST(type, x) static_cast<type>(x)
#define XACT_ADDRESS(data) const_cast<void *>(data)
#else
#define XACT_CAST(type, x) ((type)(x))
#define XACT_ADDRESS(data) ((void *)(data))
#endif

/* A call of a verb on a function, still without operands. */
static inline xact_call xact_call_of(xact_verb verb, xact_function f) {
  xact_call call;
  memset(&call, 0, sizeof call);
  call.size = sizeof call;
  call.verb = XACT_CAST(uint16_t, verb);
  call.function = XACT_CAST(uint32_t, f);
  call.channels = call.inner = 1;
  return call;
}

/* An array of n elements, or one value per channel with the role XACT_PER_CHANNEL, and so on. */
static inline xact_operand xact_array(const void *data, xact_type type, size_t n, xact_role role) {
  xact_operand o;
  memset(&o, 0, sizeof o);
  o.data = XACT_ADDRESS(data);
  o.rows = 1;
  o.columns = o.stride = n;
  o.type = XACT_CAST(uint8_t, type);
  o.role = XACT_CAST(uint8_t, role);
  return o;
}
/* Rows of elements, `stride` elements apart. */
static inline xact_operand xact_strided(const void *data, xact_type type, size_t rows, size_t columns, size_t stride) {
  xact_operand o = xact_array(data, type, columns, XACT_DENSE);
  o.rows = rows;
  o.stride = stride;
  return o;
}

/* Appends an operand to a call, which has room for five inputs and five outputs. */
static inline void xact_in(xact_call *call, xact_operand o) {
  if (call->inputs < 5)
    call->in[call->inputs] = o;
  ++call->inputs;
}
static inline void xact_out(xact_call *call, xact_operand o) {
  if (call->outputs < 5)
    call->out[call->outputs] = o;
  ++call->outputs;
}

#ifdef __cplusplus
}
#endif

#endif
