// Elementary functions of a float, written so that a loop over them becomes vector instructions.
//
// No branches, tables or library calls: selects only. Multiplications and additions are never contracted into one
// rounding, so that every machine gets the same bits. The polynomials come from coefficients.py; the errors are held
// by Tests/TensorsTests.

#ifndef VECTOR_MATH_H
#define VECTOR_MATH_H

#include <stdint.h>

#include "instructions.h"

#pragma clang fp contract(off)

// Before a loop with dozens of operations on each number, each of which waits for the one before: four vectors are computed
// side by side, so that there is always an operation that need not wait. A loop that waits for memory gains nothing.
#define INTERLEAVED _Pragma("clang loop interleave_count(4)")

INLINE float bits_to_float(uint32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

INLINE uint32_t float_to_bits(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

// 1.5 × 2²³: adding it rounds a small float to an integer, held in the low bits.
#define ROUNDER 12582912.0f
#define LOG2_E 1.44269504f
// log 2 in two parts; the first has few bits, so that a product with a small integer is exact.
#define LOG_2_HIGH 0.693359375f
#define LOG_2_LOW -2.12194440e-4f

// 2^n for an integer n in [-126, 127].
INLINE float power_of_two(int32_t n) { return bits_to_float((uint32_t)(n + 127) << 23); }

// exp(r) − 1 for |r| ≤ log(2)/2.
INLINE float expm1_reduced(float r) {
  float p = 0.0001989198131f;
  p = p * r + 0.001393454193f;
  p = p * r + 0.008333310024f;
  p = p * r + 0.04166645681f;
  p = p * r + 0.1666666668f;
  p = p * r + 0.5f;
  return r + r * r * p;
}

// x = n log 2 + r with |r| ≤ log(2)/2: returns exp(r) − 1, and 2ⁿ in two factors, so that neither overflows where x lies
// in [-104, 89].
INLINE float reduced_exponential(float x, int32_t *n, float *factor, float *other) {
  float shifted = x * LOG2_E + ROUNDER;
  float whole = shifted - ROUNDER;
  int32_t k = (int32_t)(float_to_bits(shifted) - float_to_bits(ROUNDER));
  *n = k;  // of a NaN, anything
  *factor = power_of_two(k >> 1);
  *other = power_of_two(k - (k >> 1));
  return expm1_reduced((x - whole * LOG_2_HIGH) - whole * LOG_2_LOW);
}

// exp(x) = 2ⁿ exp(r). NaN stays NaN.
INLINE float v_exp(float x) {
  int32_t n;
  float a, b;
  x = x < -104.0f ? -104.0f : x;
  x = x > 89.0f ? 89.0f : x;
  return (1.0f + reduced_exponential(x, &n, &a, &b)) * a * b;
}

// exp(x) − 1, accurate near 0: 2ⁿ (exp(r) − 1) + (2ⁿ − 1).
INLINE float v_expm1(float x) {
  int32_t n;
  float a, b;
  x = x < -40.0f ? -40.0f : x;
  x = x > 89.0f ? 89.0f : x;
  float m = reduced_exponential(x, &n, &a, &b);
  // Beyond 2²⁵ the −1 is lost to rounding, and 2ⁿ itself may overflow where the product does not.
  return n > 25 ? (1.0f + m) * a * b : m * (a * b) + (a * b - 1.0f);
}

// The same to the last bit for x ≤ 0, where 2ⁿ cannot overflow; for x > 0, anything.
INLINE float v_expm1_below_zero(float x) {
  x = x < -40.0f ? -40.0f : x;
  float shifted = x * LOG2_E + ROUNDER;
  float whole = shifted - ROUNDER;
  float m = expm1_reduced((x - whole * LOG_2_HIGH) - whole * LOG_2_LOW);
  // The integer is in the low bits, below what the shift throws away.
  float power = bits_to_float((float_to_bits(shifted) << 23) + float_to_bits(1.0f));
  return m * power + (power - 1.0f);
}

// n log 2 + log(1 + f) for 1 + f in [√½, √2]. With s = f/(2 + f), log(1 + f) = f − ½f² + s (½f² + r), where r is a
// polynomial in q = s².
INLINE float scaled_logarithm(float n, float f) {
  float s = f / (f + 2.0f), q = s * s;
  float p = 0.233534276f;
  p = p * q + 0.2854996859f;
  p = p * q + 0.4000012943f;
  p = p * q + 0.6666666655f;
  float half_square = 0.5f * f * f;
  return n * LOG_2_HIGH + (f - (half_square - (s * (half_square + q * p) + n * LOG_2_LOW)));
}

// x = 2ⁿ m with m in [√½, √2): returns m. x is a positive normal number; of another, anything.
INLINE float significand_of(float x, int32_t *n) {
  uint32_t bits = float_to_bits(x) - 0x3f3504f3u;  // √½
  *n = (int32_t)bits >> 23;
  return bits_to_float((bits & 0x007fffffu) + 0x3f3504f3u);
}

// A logarithm of x with its values at the ends: −∞ at 0, ∞ at ∞, NaN below 0 and of a NaN.
INLINE float with_ends(float logarithm, float x) {
  float infinity = bits_to_float(0x7f800000u);
  logarithm = x == infinity ? infinity : logarithm;
  logarithm = x == 0.0f ? -infinity : logarithm;
  return x >= 0.0f ? logarithm : bits_to_float(0x7fc00000u);
}

INLINE float v_log(float x) {
  int tiny = x < 1.17549435e-38f;
  int32_t n;
  float m = significand_of(tiny ? x * 33554432.0f : x, &n);  // 2²⁵, out of the subnormals
  return with_ends(scaled_logarithm((float)(n - (tiny ? 25 : 0)), m - 1.0f), x);
}

// log(1 + x): what 1 + x = 2ⁿ m lost by rounding is added to m − 1.
INLINE float v_log1p(float x) {
  float sum = 1.0f + x, lost = x - (sum - 1.0f);
  int32_t n;
  float m = significand_of(sum, &n);
  float scale = bits_to_float((uint32_t)(127 - n) << 23);  // 2⁻ⁿ; 0 for n = 127, where nothing was lost
  return with_ends(scaled_logarithm((float)n, (m - 1.0f) + lost * scale), sum);
}

// 1/(1 + exp(−x)).
INLINE float v_sigmoid(float x) { return 1.0f / (1.0f + v_exp(-x)); }

INLINE float v_absolute(float x) { return __builtin_fabsf(x); }

// log(1 + x) for 0 ≤ x ≤ 1, as v_log: 1 + x = 2ⁿ (1 + f) with n of 0 or 1, but f is found without rounding 1 + x.
INLINE float v_log1p_unit(float x) {
  int half = x > 0.414213562f;  // √2 − 1
  float f = half ? 0.5f * (x - 1.0f) : x, n = half ? 1.0f : 0.0f;
  return scaled_logarithm(n, f);
}

// max(x, 0) + log(1 + exp(−|x|)). NaN stays NaN in the second term.
INLINE float v_softplus(float x) { return (x > 0.0f ? x : 0.0f) + v_log1p_unit(v_exp(-v_absolute(x))); }

// (e − 1)/(e + 1) with e = exp(2|x|), and the sign of x; ±1 from 9.02 on.
INLINE float v_tanh(float x) {
  float a = v_absolute(x);
  float t = v_expm1(2.0f * (a > 10.0f ? 10.0f : a));
  float y = t / (t + 2.0f);
  y = a > 9.02f ? 1.0f : y;
  return x < 0.0f ? -y : y;
}

// exp(−x²/2), with the square in two parts so that its rounding is not amplified far out.
INLINE float v_gaussian(float x) {
  float a = v_absolute(x);
  a = a > 15.0f ? 15.0f : a;
  float head = bits_to_float(float_to_bits(a) & 0xfffff000u);  // 12 bits: its square is exact
  float tail = (a - head) * (a + head);
  return v_exp(-0.5f * head * head) * v_exp(-0.5f * tail);
}

// The standard normal distribution function, ½ erfc(−x/√2).
INLINE float v_normal_cdf(float x) {
  float z = v_absolute(x) * 0.707106781f;
  z = z > 10.0f ? 10.0f : z;
  float t = 1.0f / (1.0f + 0.5f * z);
  float p = 0.01876646773f;
  p = p * t + -0.156832683f;
  p = p * t + 0.5037037566f;
  p = p * t + -0.7636769792f;
  p = p * t + 0.4937229705f;
  p = p * t + -0.1340835864f;
  p = p * t + 0.2367694151f;
  p = p * t + 0.2364906486f;
  p = p * t + 0.2830857047f;
  p = p * t + 0.2820542795f;
  float upper = 0.5f * t * p * v_gaussian(x);
  float result = x > 0.0f ? 1.0f - upper : upper;
  return x == x ? result : x;
}

// cos(2πu) and sin(2πu) for u in [0, 1]: a quarter turn off, then polynomials on [−π/4, π/4].
INLINE void v_cos_sin_turn(float u, float *cosine, float *sine) {
  float shifted = 4.0f * u + ROUNDER;
  float quarter = shifted - ROUNDER;
  uint32_t k = float_to_bits(shifted) - float_to_bits(ROUNDER);
  float a = 6.28318531f * (u - 0.25f * quarter);
  float q = a * a;
  float s = 2.72499258e-6f;
  s = s * q + -0.0001984008674f;
  s = s * q + 0.008333331875f;
  s = s * q + -0.1666666666f;
  s = a + a * q * s;
  float c = 2.454794209e-5f;
  c = c * q + -0.001388830304f;
  c = c * q + 0.04166666466f;
  c = 1.0f - 0.5f * q + q * q * c;
  float x = (k & 1) ? s : c, y = (k & 1) ? c : s;
  *cosine = ((k + 1) & 2) ? -x : x;
  *sine = (k & 2) ? -y : y;
}

#endif
