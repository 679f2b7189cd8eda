// The exponential and the logarithm of a double, for what is computed in double precision and rounded to a float once.
//
// Not the C library's: its last bits differ from one machine to the next, and with them would a rejected draw. The
// polynomials come from coefficients.py; both functions stay within one unit in the last place and a half.

#ifndef DOUBLE_MATH_H
#define DOUBLE_MATH_H

#include <stdint.h>

#include "vector_math.h"

#define INFINITE __builtin_inf()
#define NOT_A_NUMBER __builtin_nan("")

// log 2 in two parts; the first has 32 bits, so that a product with an exponent is exact.
#define D_LOG_2_HIGH 0.69314718036912381649
#define D_LOG_2_LOW 1.9082149292705878e-10

INLINE double bits_to_double(uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

INLINE uint64_t double_to_bits(double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

// log(x) of a positive normal number, as v_log: n log 2 + log(m), m in [√½, √2), through s = (m − 1)/(m + 1).
INLINE double d_log(double x) {
  uint64_t bits = double_to_bits(x) - 0x3fe6a09e667f3bcdu;  // √½
  double n = (double)((int64_t)bits >> 52);
  double m = bits_to_double((bits & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu);
  double f = m - 1.0;
  double s = f / (m + 1.0);
  double q = s * s;
  double p = 0.13114834869597499;
  p = p * q + 0.13266048812203002;
  p = p * q + 0.15386342449645144;
  p = p * q + 0.18181793732111754;
  p = p * q + 0.22222222409750114;
  p = p * q + 0.28571428570723249;
  p = p * q + 0.4000000000000101;
  p = p * q + 0.66666666666666666;
  double half_square = 0.5 * f * f;
  return n * D_LOG_2_HIGH + (f - (half_square - (s * (half_square + q * p) + n * D_LOG_2_LOW)));
}

// log(1 + x) for x > −1: what 1 + x lost by rounding is made up for in proportion.
INLINE double d_log1p(double x) {
  double sum = 1.0 + x;
  return sum == 1.0 ? x : d_log(sum) * (x / (sum - 1.0));
}

// exp(x) = 2ⁿ exp(r), for x moved into [-700, 700]; NaN stays NaN.
INLINE double d_exp(double x) {
  x = x < -700.0 ? -700.0 : x > 700.0 ? 700.0 : x;
  double shifted = x * 1.4426950408889634 + 6755399441055744.0;  // 1.5 × 2⁵², as ROUNDER
  double whole = shifted - 6755399441055744.0;
  uint64_t n = double_to_bits(shifted) - double_to_bits(6755399441055744.0);
  double r = (x - whole * D_LOG_2_HIGH) - whole * D_LOG_2_LOW;
  double p = 2.510134692835034e-8;
  p = p * r + 2.7621338669142924e-7;
  p = p * r + 2.7557266418612304e-6;
  p = p * r + 2.4801518641395994e-5;
  p = p * r + 0.00019841269864380513;
  p = p * r + 0.0013888888918939168;
  p = p * r + 0.0083333333333297935;
  p = p * r + 0.041666666666620639;
  p = p * r + 0.16666666666666668;
  p = p * r + 0.50000000000000011;
  return (1.0 + (r + r * r * p)) * bits_to_double((n + 1023) << 52);
}

// eˣ − 1 − x, which is never below 0: by its series where the difference would cancel.
INLINE double d_expm1_excess(double x) {
  double series = 0.5 * x * x * (1.0 + x * (1.0 / 3 + x / 12));
  double direct = x == INFINITE ? x : d_exp(x) - 1.0 - x;
  return __builtin_fabs(x) < 1e-3 ? series : direct;
}

#endif
