// The functions of gamma_functions.h, and some of their differences, over an array, value beside derivative.

#include "gamma_functions.h"
#include "unary.h"

// log Γ(x + ½) − log Γ(x) − ½ log x and its first two derivatives, which vanish at ∞: by their series where the
// difference would cancel.
INLINE double half_step(double x) {
  double w = 1.0 / x, q = w * w;
  double series = w * (-1.0 / 8 + q * (1.0 / 192 - q / 640));
  return x < 100.0 ? log_gamma(x + 0.5) - log_gamma(x) - 0.5 * d_log(x) : x == x ? series : x;
}

INLINE double half_step_slope(double x) {
  double w = 1.0 / x, q = w * w;
  double series = q * (1.0 / 8 - q * (1.0 / 64 - q / 128));
  return x < 100.0 ? digamma(x + 0.5) - digamma(x) - 0.5 * w : x == x ? series : x;
}

INLINE double half_step_curvature(double x) {
  double w = 1.0 / x, q = w * w;
  double series = -w * q * (1.0 / 4 - q * (1.0 / 16 - 3.0 / 64 * q));
  return x < 100.0 ? trigamma(x + 0.5) - trigamma(x) + 0.5 * q : x == x ? series : x;
}

// x + log Γ(x) + (1 − x) ψ(x), the entropy of a gamma distribution with the rate 1; likewise.
INLINE double gamma_entropy(double x) {
  double w = 1.0 / x;
  double series = 0.5 + HALF_LOG_2_PI + 0.5 * d_log(x) - w * (1.0 / 3 + w * (1.0 / 12 + w / 90));
  return x < 1000.0 ? x + log_gamma(x) + (1.0 - x) * digamma(x) : x == x ? series : x;
}

INLINE double gamma_entropy_slope(double x) {
  double w = 1.0 / x;
  double series = w * (1.0 / 2 + w * (1.0 / 3 + w * (1.0 / 6 + w / 30)));
  return x < 1000.0 ? 1.0 + (1.0 - x) * trigamma(x) : x == x ? series : x;
}

// log(1 + x²), where x² would overflow too.
INLINE float log1p_square(double x) {
  double square = x * x;
  return square < 1.0 ? v_log1p((float)square) : square < INFINITE ? (float)d_log(1.0 + square) : (float)square;
}

// eˣ − 1 − x, by its series where the difference would cancel.
INLINE double expm1_excess(double x) {
  double series = 0.5 * x * x * (1.0 + x * (1.0 / 3 + x / 12));
  return __builtin_fabs(x) < 1e-3 ? series : d_exp(x) - 1.0 - x;
}

//    name                 value                        derivative
UNARY(log_gamma,           (float)log_gamma(x),         (float)digamma(x))
UNARY(digamma,             (float)digamma(x),           (float)trigamma(x))
UNARY(log_gamma_half_step, (float)half_step(x),         (float)half_step_slope(x))
UNARY(digamma_half_step,   (float)half_step_slope(x),   (float)half_step_curvature(x))
UNARY(gamma_entropy,       (float)gamma_entropy(x),     (float)gamma_entropy_slope(x))
UNARY(log1p_square,        log1p_square(x),             (float)(2.0 / (x + 1.0 / (double)x)))
UNARY(expm1_excess,        (float)expm1_excess(x),      v_expm1(x))
