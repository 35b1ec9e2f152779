/* Hashes of results: one for each function, parameter, verb and element type. Programs in C, C++11 and C++20 include
 * this file, run the same calls, and print the hashes. If the results of two programs are bitwise equal, the programs
 * print the same lines. */

#ifndef XACT_TEST_BITS_H
#define XACT_TEST_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The verb, the function and the parameter of a call; and the types of the C functions that run a call on float and on
 * double. If `parameter` is NULL, the parameters have their defaults. */
enum bits_verb { BITS_FORWARD, BITS_DERIVATIVE, BITS_BACKWARD, BITS_VERBS };
struct bits_case {
  const char *function, *parameter;
  double value;
};
typedef void (*bits_f32)(const struct bits_case *c, enum bits_verb verb, size_t n, const float *x, const float *dy,
                         float *out);
typedef void (*bits_f64)(const struct bits_case *c, enum bits_verb verb, size_t n, const double *x, const double *dy,
                         double *out);

/* Parameters that differ from the defaults. */
static const struct bits_case bits_cases[] = {
    {"elu", "alpha", 0.3},          {"elu", "alpha", -2},     {"elu", "alpha", 0},   {"leaky_relu", "slope", -0.5},
    {"leaky_relu", "slope", 1e-40}, {"prelu", "slope", -0.5}, {"prelu", "slope", 3},
};

/* Calls have every length up to 70, at varying alignment, and one large length. */
enum { bits_short = 70, bits_long = 100003, bits_offsets = 16 };
static union {
  float f32[bits_long + bits_offsets];
  double f64[bits_long + bits_offsets];
  uint32_t uint32[bits_long + bits_offsets];
  uint64_t uint64[bits_long + bits_offsets];
} bits_x, bits_dy, bits_out;

/* Returns the bits of input i. The first inputs are special values of both signs. Of the other inputs, one third has
 * random bits, and two thirds have magnitudes from 2^-12 to 2^9. */
static uint64_t bits_of_number(size_t i, int exponent_bits, int fraction_bits) {
  const uint64_t one = 1, sign = one << (exponent_bits + fraction_bits), infinity = sign - (one << fraction_bits);
  const uint64_t bias = ((one << (exponent_bits - 1)) - 1) << fraction_bits;
  const uint64_t special[] = {0,
                              1,
                              (one << fraction_bits) - 1,
                              one << fraction_bits,
                              bias,
                              bias + 1,
                              bias - 1,
                              infinity - 1,
                              infinity,
                              infinity + (one << (fraction_bits - 1))};
  const size_t count = sizeof special / sizeof special[0];
  const uint64_t any = (i + 1) * 0x9E3779B97F4A7C15u >> (63 - exponent_bits - fraction_bits);
  if (i / 2 < count)
    return special[i / 2] | (i % 2 != 0 ? sign : 0);
  if (i % 3 == 0)
    return any;
  /* with an exponent from -12 to 8 */
  return (any & (sign | ((one << fraction_bits) - 1))) + bias + (i % 21 << fraction_bits) -
         ((uint64_t)12 << fraction_bits);
}

/* Adds a result to a hash. */
static uint64_t bits_add(uint64_t hash, uint64_t bits) {
  hash = (hash ^ bits) * 0x9E3779B97F4A7C15u;
  return hash ^ hash >> 29;
}

/* Returns the hash of a case and verb, for one element type. All NaNs count as equal. */
#define BITS_OF_TYPE(number, f, u, exponent, fraction)                                                                 \
  static uint64_t bits_hash_##f(bits_##f run, const struct bits_case *c, enum bits_verb verb) {                        \
    const uint64_t magnitude = ((uint64_t)1 << (exponent + fraction)) - 1;                                             \
    const uint64_t infinity = magnitude - (((uint64_t)1 << fraction) - 1);                                             \
    uint64_t hash = 0;                                                                                                 \
    size_t k, i;                                                                                                       \
    for (i = 0; i < bits_long + bits_offsets; ++i) {                                                                   \
      bits_x.u[i] = (u##_t)bits_of_number(i, exponent, fraction);                                                      \
      bits_dy.u[i] = (u##_t)bits_of_number(i * 7 + 3, exponent, fraction);                                             \
    }                                                                                                                  \
    for (k = 1; k <= bits_short + 1; ++k) {                                                                            \
      const size_t n = k <= bits_short ? k : (size_t)bits_long, at = k % bits_offsets;                                 \
      number *const out = bits_out.f + (k * 5 + 1) % bits_offsets;                                                     \
      memset(out, 0x55, n * sizeof *out);                                                                              \
      run(c, verb, n, bits_x.f + at, bits_dy.f + (at + 3) % bits_offsets, out);                                        \
      for (i = 0; i < n; ++i) {                                                                                        \
        uint64_t result = bits_out.u[i + (k * 5 + 1) % bits_offsets];                                                  \
        if ((result & magnitude) > infinity)                                                                           \
          result = infinity + 1;                                                                                       \
        hash = bits_add(hash, result);                                                                                 \
      }                                                                                                                \
    }                                                                                                                  \
    return hash;                                                                                                       \
  }
BITS_OF_TYPE(float, f32, uint32, 8, 23)
BITS_OF_TYPE(double, f64, uint64, 11, 52)

static void bits_print(bits_f32 run_f32, bits_f64 run_f64, const struct bits_case *c) {
  static const char *const verbs[] = {"forward", "derivative", "backward"};
  int verb;
  for (verb = 0; verb < BITS_VERBS; ++verb)
    printf("%s(%s = %g) %s: %016llx float, %016llx double\n", c->function, c->parameter ? c->parameter : "", c->value,
           verbs[verb], (unsigned long long)bits_hash_f32(run_f32, c, (enum bits_verb)verb),
           (unsigned long long)bits_hash_f64(run_f64, c, (enum bits_verb)verb));
}

/* Prints the hashes of a function. */
static void bits_print_function(bits_f32 run_f32, bits_f64 run_f64, const char *function) {
  const struct bits_case defaults = {function, NULL, 0};
  size_t i;
  bits_print(run_f32, run_f64, &defaults);
  for (i = 0; i < sizeof bits_cases / sizeof bits_cases[0]; ++i)
    if (strcmp(bits_cases[i].function, function) == 0)
      bits_print(run_f32, run_f64, &bits_cases[i]);
}

/* Ends the program if the chosen target is not the one that the environment variable XACT_TARGET names. */
static void bits_require_target(const char *target) {
  const char *const wanted = getenv("XACT_TARGET");
  if (wanted == NULL || strcmp(wanted, target) == 0)
    return;
  printf("skipped: this machine runs %s, not %s\n", target, wanted);
  exit(77);
}

#endif
