// The functions of gamma_functions.h and double_math.h over an array, value beside derivative.

#include "gamma_functions.h"
#include "unary.h"

// log(1 + x²), where x² would overflow too.
INLINE float log1p_square(double x) {
  double square = x * x;
  return square < 1.0 ? v_log1p((float)square) : square < INFINITE ? (float)d_log(1.0 + square) : (float)square;
}

//    name                 value                        derivative
UNARY(log_gamma,           (float)log_gamma(x),         (float)digamma(x))
UNARY(digamma,             (float)digamma(x),           (float)trigamma(x))
UNARY(log_gamma_half_step, (float)log_gamma_half_step(x), (float)log_gamma_half_step_slope(x))
UNARY(digamma_half_step,   (float)log_gamma_half_step_slope(x), (float)log_gamma_half_step_curvature(x))
UNARY(gamma_entropy,       (float)gamma_entropy(x),     (float)gamma_entropy_slope(x))
UNARY(log1p_square,        log1p_square(x),             (float)(2.0 / (x + 1.0 / (double)x)))
UNARY(expm1_excess,        (float)d_expm1_excess(x),      v_expm1(x))
