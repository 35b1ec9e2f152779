/* The C interface of the kernel library: every activation on arrays, for C99, C++98 and later.
 *
 *     int code = xact_forward_f32(XACT_ELU, n, x, y);
 *     if (code != XACT_OK)
 *       fprintf(stderr, "%s\n", xact_error_string(code));
 *
 * Link to the target xact::kernels, or to libxact (pkg-config: xact-kernels). When the program starts, the library
 * chooses the kernels for the best target (instruction set) that the processor supports. `xact_target` returns the name
 * of the target. The environment variable XACT_TARGET selects another target.
 *
 * No function allocates memory, waits, sets errno or aborts. Every function may be called from any thread. A call that
 * returns an error has written to no array. Of the arrays it has read at most the labels and the parameters. */

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

/* The functions: activations in the order of xact/catalogue.hpp, then functions on slices along an axis. The value of
 * an enumerator never changes. Parentheses in the comments contain the names and the defaults of the parameters. */
typedef enum xact_function {
  XACT_ANY_INT = -2147483647 - 1, /* no function; it makes every int a value of this type */
  XACT_NO_FUNCTION = 0,           /* no function */
  /* made by the target c_functions */
  XACT_RELU = 1,                 /* x if x ≥ 0, else 0 */
  XACT_LEAKY_RELU = 2,           /* x if x ≥ 0, else slope·x (slope = 0.01) */
  XACT_PRELU = 3,                /* x if x ≥ 0, else slope·x (slope = 0.25) */
  XACT_ELU = 4,                  /* s·x if x ≥ 0, else s·α(eᶜˣ − 1) (alpha = 1, scale = 1, input_scale = 1) */
  XACT_SIGMOID = 5,              /* 1 / (1 + e⁻ˣ) */
  XACT_TANH = 6,                 /* (1 − e⁻²ˣ) / (1 + e⁻²ˣ) */
  XACT_SOFTPLUS = 7,             /* log(1 + eᵝˣ) / β (beta = 1) */
  XACT_IDENTITY = 8,             /* x */
  XACT_SILU = 9,                 /* x / (1 + e⁻ˣ) */
  XACT_SWISH = 10,               /* x / (1 + e⁻ᵝˣ) (beta = 1) */
  XACT_QUICK_GELU = 11,          /* x / (1 + e⁻¹·⁷⁰²ˣ) (beta = 1.702) */
  XACT_GELU_TANH = 12,           /* x(1 + tanh(√(2/π)(x + 0.044715x³))) / 2 */
  XACT_GELU = 13,                /* x Φ(x) */
  XACT_RELU6 = 14,               /* x limited to 0 … 6 */
  XACT_HARD_TANH = 15,           /* x limited to low … high (low = -1, high = 1) */
  XACT_CLAMP = 16,               /* x limited to low … high (low = 0, high = 1) */
  XACT_HARD_SIGMOID = 17,        /* (x + h) / 2h limited to 0 … 1 (half_width = 3) */
  XACT_HARD_SWISH = 18,          /* x · (x + h) / 2h, (x + h) / 2h limited to 0 … 1 (half_width = 3) */
  XACT_AFFINE_HARD_SIGMOID = 19, /* α·x + β limited to 0 … 1 (alpha = 0.2, beta = 0.5) */
  XACT_HARD_SHRINK = 20,         /* x if |x| > λ, else 0 (lambda = 0.5) */
  XACT_SOFT_SHRINK = 21,         /* x ∓ λ if |x| > λ, else 0 (lambda = 0.5) */
  XACT_SHRINK = 22,              /* x ∓ bias if |x| > λ, else 0 (lambda = 0.5, bias = 0) */
  XACT_THRESHOLD = 23,           /* x if x > threshold, else value (threshold = 0, value = 0) */
  XACT_THRESHOLDED_RELU = 24,    /* x if x > θ, else 0 (theta = 1) */
  XACT_SQUARED_RELU = 25,        /* x² if x ≥ 0, else 0 */
  XACT_SPARSE_PLUS = 26,         /* (x + 1)²/4 if |x| < 1, else x limited from below by 0 */
  XACT_SPARSE_SIGMOID = 27,      /* (x + 1)/2 limited to 0 … 1 */
  XACT_AFFINE = 28,              /* α·x + β (alpha = 1, beta = 0) */
  XACT_SOFTSIGN = 29,            /* x / (1 + |x|) */
  XACT_SQUAREPLUS = 30,          /* (x + √(x² + b)) / 2 (b = 4) */
  XACT_XIELU = 31,               /* αp·x² + βx if x ≥ 0, else αn(eˣ − 1 − x) + βx (alpha_p = 0.8, alpha_n = 0.8, beta = 0.5) */
  XACT_RRELU = 32,               /* x if x ≥ 0, else x·(lower + upper)/2 (lower = 0.125, upper = 0.333333) */
  XACT_MISH = 33,                /* x tanh(log(1 + eˣ)) */
  XACT_TELU = 34,                /* x tanh(eˣ) */
  XACT_TANH_SHRINK = 35,         /* x − tanh x */
  XACT_LISHT = 36,               /* x · tanh x */
  XACT_LOG_COSH = 37,            /* log cosh x */
  XACT_LOG_SIGMOID = 38,         /* −log(1 + e⁻ˣ) */
  XACT_EXP = 39,                 /* eˣ */
  XACT_SELU = 40,                /* λx if x > 0, else λα(eˣ − 1) */
  XACT_CELU = 41,                /* x if x ≥ 0, else α(eˣᐟᵅ − 1) (alpha = 1) */
  XACT_SNAKE = 42,               /* x + sin²(αx)/α (alpha = 1) */
  XACT_SCALED_TANH = 43,         /* α tanh(βx) (alpha = 1, beta = 1) */
  /* end of functions */
  XACT_SOFTMAX = 4097,    /* along an axis: e^x / Σ e^x */
  XACT_LOG_SOFTMAX = 4098 /* logarithm of softmax */
} xact_function;

/* The verb of a call. `in` and `out` hold the operands in the order below. Operands in [brackets] are optional. The
 * role XACT_SKIPPED is allowed for optional outputs, for dx of XACT_CROSS_ENTROPY, and for dx of a call with sums. The
 * operand `parameter` replaces the parameter of prelu by one value per channel. The verbs with masks are for relu,
 * leaky_relu and prelu. XACT_EXACT is only for XACT_FORWARD, XACT_DERIVATIVE and XACT_BACKWARD. */
typedef enum xact_verb {
  XACT_FORWARD = 1,              /* in: x, [parameter]                out: y */
  XACT_DERIVATIVE = 2,           /* in: x, [parameter]                out: d */
  XACT_VALUE_AND_DERIVATIVE = 3, /* in: x, [parameter]                out: y, d */
  XACT_BACKWARD = 4,             /* in: x, [parameter], dy            out: dx, [sums of the parameter's gradient] */
  XACT_BACKWARD_FROM_OUTPUT = 5, /* in: y, [parameter], dy            out: dx */
  XACT_FORWARD_WITH_MASK = 6,    /* in: x, [parameter]                out: y, bits */
  XACT_BACKWARD_FROM_MASK = 7,   /* in: dy, bits, [parameter]         out: dx */
  XACT_CROSS_ENTROPY = 8         /* in: x, labels or targets          out: dx, [losses]; softmax only; see `loss` */
} xact_verb;

/* The accuracy. XACT_DEFAULT has the errors in the README's table. XACT_EXACT is correctly rounded, for float only. */
typedef enum xact_tier { XACT_DEFAULT = 0 /* small errors */, XACT_EXACT = 1 /* correctly rounded */ } xact_tier;

/* The element type of an array. The lower four bits are the size of an element in bytes. */
typedef enum xact_type {
  XACT_F32 = 0x04, /* float */
  XACT_F64 = 0x08, /* double */
  XACT_I8 = 0x21,  /* int8_t */
  XACT_I16 = 0x22, /* int16_t */
  XACT_I32 = 0x24, /* int32_t */
  XACT_I64 = 0x28, /* int64_t */
  XACT_U8 = 0x31,  /* uint8_t */
  XACT_U16 = 0x32, /* uint16_t */
  XACT_U32 = 0x34, /* uint32_t */
  XACT_U64 = 0x38  /* uint64_t */
} xact_type;

/* The role of an operand in a call. */
typedef enum xact_role {
  XACT_DENSE = 0,       /* one value per element */
  XACT_PER_CHANNEL = 1, /* one value per channel */
  XACT_REDUCED = 2,     /* an output with one sum per channel */
  XACT_BITS = 3,        /* a mask of (n + 7) / 8 bytes: bit i % 8 of byte i / 8 is set if x[i] is above 0 or NaN */
  XACT_SKIPPED = 4,     /* an output that the caller omits */
  XACT_PER_SLICE = 5    /* one value per slice: labels and losses */
} xact_role;

/* The stores that write an output. */
typedef enum xact_stores {
  XACT_AUTOMATIC = 0, /* non-temporal if the output is larger than the last-level cache */
  XACT_STREAMED = 1,  /* non-temporal */
  XACT_CACHED = 2     /* through the caches */
} xact_stores;

/* The result of a call. */
typedef enum xact_error {
  XACT_OK = 0,              /* no error */
  XACT_ERROR_NULL = 1,      /* a pointer is NULL */
  XACT_ERROR_CALL = 2,      /* invalid size, tier, operand count, role, `adds` or `stores`, or unknown fields set */
  XACT_ERROR_FUNCTION = 3,  /* there is no such function */
  XACT_ERROR_VERB = 4,      /* there is no such verb, or no kernel for the verb with this function and these operands */
  XACT_ERROR_TYPE = 5,      /* element types differ, or an element type is unknown or has no kernel */
  XACT_ERROR_PARAMETER = 6, /* the function has no parameter of this name, or the value is not allowed */
  XACT_ERROR_SIZE = 7,      /* lengths or shapes differ, or no array can have the size */
  XACT_ERROR_OVERLAP = 8,   /* an output overlaps an operand and is not exactly a dense input, or overlaps targets */
  XACT_ERROR_CHANNELS = 9,  /* channels and inner do not fit the arrays */
  XACT_ERROR_LABEL = 10,    /* a label is not the index of a class */
  XACT_ERROR_FROM_OUTPUT = 11 /* with these parameters the output does not determine the derivative */
} xact_error;

/* An operand of a call. An element of a mask is a byte. */
typedef struct xact_operand {
  void *data;       /* address of the first element; only outputs are written */
  const char *name; /* the name in messages, or NULL */
  size_t rows;      /* number of rows; 1 is valid for an array without gaps, even if other operands have several */
  size_t columns;   /* elements per row */
  size_t stride;    /* elements from the start of a row to the start of the next row */
  uint8_t type;     /* an xact_type */
  uint8_t role;     /* an xact_role */
  uint8_t adds;     /* 1 to add results to the output, for dx with XACT_DEFAULT and for sums; else 0 */
  uint8_t stores;   /* an xact_stores, for dense outputs */
} xact_operand;

/* The executor of a call. The bits of results do not depend on the executor. */
typedef struct xact_executor {
  const void *object; /* the first argument of `run` */
  /* run(object, count, job, call) calls call(job, k) once for each k < count, in any order and on any threads, and
   * returns when all these calls have returned. If `run` is NULL, the calling thread runs the jobs. */
  void (*run)(const void *object, size_t count, const void *job, void (*call)(const void *job, size_t k));
  void *memory; /* memory for sums, or NULL; the more memory, the less often threads synchronize */
  size_t bytes; /* size of `memory` */
} xact_executor;

/* A call. xact_call_of makes it, the functions below fill it, xact_run runs it. New fields come at the end. */
typedef struct xact_call {
  size_t size;       /* size of this struct in bytes, at most 4096 */
  uint16_t verb;     /* an xact_verb */
  uint16_t tier;     /* an xact_tier */
  uint32_t function; /* an xact_function */
  uint32_t inputs;   /* number of operands in `in` */
  uint32_t outputs;  /* number of operands in `out` */
  size_t channels;   /* element i belongs to channel (i / inner) % channels; if 0 with inner 1, each row is a slice */
  size_t inner;      /* number of adjacent elements of one channel */
  xact_executor on;  /* runs the call; the default is the calling thread */
  const char *name;  /* the name in messages, or NULL */
  /* NULL, or receives a line of text about each error except an invalid `size`. It may throw C++ exceptions. */
  void (*report)(void *context, const char *message);
  void *context;       /* the first argument of `report` */
  double *loss;        /* receives the result of XACT_CROSS_ENTROPY, the mean of the losses; or NULL */
  uint32_t parameters; /* number of values in `parameter`; other parameters have their defaults */
  int32_t code;        /* used by the library */
  double parameter[8]; /* rounded to the type of the arrays; xact_parameter gives the order */
  xact_operand in[6];  /* the inputs, in the order of the verb */
  xact_operand out[6]; /* the outputs, in the order of the verb */
} xact_call;

/* y[i] = f(x[i]) for each i < n, with the default parameters of f. y may be x. n may be 0. */
XACT_API int xact_forward_f32(xact_function f, size_t n, const float *x, float *y);
XACT_API int xact_forward_f64(xact_function f, size_t n, const double *x, double *y);
/* d[i] = f'(x[i]). */
XACT_API int xact_derivative_f32(xact_function f, size_t n, const float *x, float *d);
XACT_API int xact_derivative_f64(xact_function f, size_t n, const double *x, double *d);
/* dx[i] = dy[i]·f'(x[i]). dx may be x or dy. */
XACT_API int xact_backward_f32(xact_function f, size_t n, const float *x, const float *dy, float *dx);
XACT_API int xact_backward_f64(xact_function f, size_t n, const double *x, const double *dy, double *dx);

/* Runs a call. Returns XACT_OK or another xact_error. */
XACT_API int xact_run(const xact_call *call);

/* The function with this name, such as "elu"; XACT_NO_FUNCTION if there is none. */
XACT_API xact_function xact_function_by_name(const char *name);
/* The name of a function; NULL if there is no such function. */
XACT_API const char *xact_function_name(xact_function f);
/* The name of parameter i of a function, or NULL. Writes the default to *value, unless `value` is NULL. */
XACT_API const char *xact_parameter(xact_function f, size_t i, double *value);
/* Sets the parameter with this name. Returns XACT_OK; XACT_ERROR_PARAMETER if the function has no such parameter or the
 * value is not allowed; XACT_ERROR_FUNCTION if there is no such function; or XACT_ERROR_NULL. */
XACT_API int xact_set_parameter(xact_call *call, const char *name, double value);

/* The meaning of an xact_error, as a line of text. */
XACT_API const char *xact_error_string(int code);
/* The version of the library, such as "0.2.0". */
XACT_API const char *xact_version(void);
/* The target whose kernels run: "baseline", "avx2", "avx512" or "sve256". */
XACT_API const char *xact_target(void);

#ifdef __cplusplus
#define XACT_CAST(type, x) static_cast<type>(x)
#define XACT_ADDRESS(data) const_cast<void *>(data)
#else
#define XACT_CAST(type, x) ((type)(x))
#define XACT_ADDRESS(data) ((void *)(data))
#endif

/* Makes a call of a verb on a function, without operands. */
static inline xact_call xact_call_of(xact_verb verb, xact_function f) {
  xact_call call;
  memset(&call, 0, sizeof call);
  call.size = sizeof call;
  call.verb = XACT_CAST(uint16_t, verb);
  call.function = XACT_CAST(uint32_t, f);
  call.channels = call.inner = 1;
  return call;
}

/* Makes an operand of an array of n elements without gaps, in the given role. */
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
/* Makes a dense operand of an array of rows. The first elements of consecutive rows are `stride` elements apart. */
static inline xact_operand xact_strided(const void *data, xact_type type, size_t rows, size_t columns, size_t stride) {
  xact_operand o = xact_array(data, type, columns, XACT_DENSE);
  o.rows = rows;
  o.stride = stride;
  return o;
}

/* Append an operand to the inputs or outputs of a call. A call with more than five of either is an error. */
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
