// Densities, entropies and divergences of families with a location and the logarithm s of a scale, which may be of any size:
// a distance of 0 is 0 scales, whatever the scale, and one that is not is ∞ of them where the scale is 0.

#include "gamma_functions.h"
#include "row_function.h"

#define LOG_2 0.69314718055994530942

// Laplace, by the distance δ = x − m and s: −|δ| e^(−s) − s − log 2.
static double laplace_log_density_value(long extent, const float *const *x) {
  double distance = __builtin_fabs(x[0][0]), s = x[1][0];
  if (distance == 0.0) return -s - LOG_2;
  return s == -INFINITE ? s : -distance * d_exp(-s) - s - LOG_2;
}

static void laplace_log_density_slopes(long extent, const float *const *x, float *const *slopes) {
  double delta = x[0][0], precision = d_exp(-(double)x[1][0]);
  slopes[0][0] = (float)(delta > 0.0 ? -precision : delta < 0.0 ? precision : delta);
  slopes[1][0] = (float)(__builtin_fabs(delta) * precision - 1.0);
}

// 1 − e^(−x) for x ≥ 0.
INLINE double decay(double x) { return x < 1.0 ? x - d_expm1_excess(-x) : 1.0 - d_exp(-x); }

INLINE double difference(double a, double b) { return a == b ? 0.0 : a - b; }

// By δ = mp − mq, sp and sq: e^L − 1 − L + e^L (e^(−d) − 1 + d) with L = sp − sq and d = |δ| e^(−sp), where e^L d = |δ| e^(−sq).
static double laplace_divergence_value(long extent, const float *const *x) {
  double distance = __builtin_fabs(x[0][0]), sp = x[1][0], sq = x[2][0];
  double log_ratio = difference(sp, sq), excess = d_expm1_excess(log_ratio);
  if (distance == 0.0 || excess == INFINITE) return excess;
  double d = distance * d_exp(-sp), ratio = d_exp(log_ratio);
  return excess + (d < 1.0 ? ratio * d_expm1_excess(-d) : distance * d_exp(-sq) - ratio * decay(d));
}

static void laplace_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  double delta = x[0][0], distance = __builtin_fabs(delta), sp = x[1][0], sq = x[2][0];
  double log_ratio = difference(sp, sq), ratio = d_exp(log_ratio), d = distance == 0.0 ? 0.0 : distance * d_exp(-sp);
  double change = log_ratio + d_expm1_excess(log_ratio), left = d < 700.0 ? d * d_exp(-d) : 0.0;
  double by_distance = d_exp(-sq) * decay(d);
  slopes[0][0] = (float)(delta > 0.0 ? by_distance : delta < 0.0 ? -by_distance : delta);
  slopes[1][0] = (float)(change + ratio * (left - decay(d)));
  slopes[2][0] = (float)(-change - (d < 1.0 ? ratio * d_expm1_excess(-d) : distance * d_exp(-sq) - ratio * decay(d)));
}

// Student's t, by δ = x − m, s and ν: log Γ(½(ν + 1)) − log Γ(½ν) − ½ log πν − s − ½(ν + 1) ρ with ρ = log(1 + z²/ν) and
// z = |δ| e^(−s). The first three terms are one function of ν.
#define LARGE 1e100  // whose square is a number still

// ρ, and √(z²/ν), both finite for any finite s where δ is not 0.
INLINE double student_log_factor(double distance, double s, double nu, double *root) {
  *root = distance == 0.0 ? 0.0 : distance * d_exp(-s) / __builtin_sqrt(nu);
  if (*root < LARGE) return d_log1p(*root * *root);
  return distance == INFINITE ? INFINITE : 2.0 * (d_log(distance) - s) - d_log(nu);
}

static double student_log_density_value(long extent, const float *const *x) {
  double distance = __builtin_fabs(x[0][0]), s = x[1][0], nu = x[2][0], root;
  if (!(nu > 0.0) || distance != distance || s != s) return NOT_A_NUMBER;
  double top = log_gamma_half_step(nu / 2) - HALF_LOG_2_PI - s;
  if (distance == 0.0) return top;
  if (s == -INFINITE || s == INFINITE) return -INFINITE;
  if (nu == INFINITE) return top - 0.5 * (distance * d_exp(-s)) * (distance * d_exp(-s));
  return top - 0.5 * (nu + 1.0) * student_log_factor(distance, s, nu, &root);
}

// With q = z²/ν and the share q/(1 + q) = 1 − e^(−ρ): −(ν + 1) share/δ, (ν + 1) share − 1, and by ν, where
// ρ − q/(1 + q) = e^(−ρ) − 1 + ρ does not cancel, half of g(½ν) − (e^(−ρ) − 1 + ρ) + share/ν with g the slope of the function
// of ν.
static void student_log_density_slopes(long extent, const float *const *x, float *const *slopes) {
  double delta = x[0][0], distance = __builtin_fabs(delta), s = x[1][0], nu = x[2][0], root;
  if (nu == INFINITE) {
    double z = delta == 0.0 ? 0.0 : delta * d_exp(-s);
    slopes[0][0] = (float)(-z * d_exp(-s)), slopes[1][0] = (float)(z * z - 1.0), slopes[2][0] = 0.0f;
    return;
  }
  double log_factor = student_log_factor(distance, s, nu, &root), share = decay(log_factor);
  slopes[0][0] = (float)(delta == 0.0 ? 0.0 : -(nu + 1.0) * share / delta);
  slopes[1][0] = (float)((nu + 1.0) * share - 1.0);
  slopes[2][0] = (float)(0.5 * (log_gamma_half_step_slope(nu / 2) - d_expm1_excess(-log_factor) + share / nu));
}

// By ν and s: ½(ν + 1) (g(½ν) + 1/ν) less the function of ν of which g is the slope, + ½ log 2π + s.
static double student_entropy_value(long extent, const float *const *x) {
  double nu = x[0][0], s = x[1][0], half = nu / 2;
  if (nu == INFINITE) return 0.5 + HALF_LOG_2_PI + s;
  return s + (half + 0.5) * log_gamma_half_step_slope(half) + 0.5 + 0.5 / nu - log_gamma_half_step(half) + HALF_LOG_2_PI;
}

static void student_entropy_slopes(long extent, const float *const *x, float *const *slopes) {
  double nu = x[0][0], half = nu / 2;
  slopes[0][0] = nu == INFINITE
      ? 0.0f : (float)(0.5 * (half + 0.5) * log_gamma_half_step_curvature(half) - 0.5 / (nu * nu));
  slopes[1][0] = 1.0f;
}

// The logarithm of the length of an interval, −∞ of none, NaN where its ends are in the wrong order.
static double log_length_value(long extent, const float *const *x) {
  double length = difference(x[1][0], x[0][0]);
  return length > 0.0 ? (length < INFINITE ? d_log(length) : length) : length == 0.0 ? -INFINITE : NOT_A_NUMBER;
}

static void log_length_slopes(long extent, const float *const *x, float *const *slopes) {
  double slope = 1.0 / difference(x[1][0], x[0][0]);
  slopes[0][0] = (float)-slope, slopes[1][0] = (float)slope;
}

// Uniform, by the ends of p and of q: the logarithm of the ratio of q's length to p's; ∞ where q does not cover p.
static double uniform_divergence_value(long extent, const float *const *x) {
  double low = x[0][0], high = x[1][0], other_low = x[2][0], other_high = x[3][0];
  double length = difference(high, low), other = difference(other_high, other_low);
  if (!(length >= 0.0 && other >= 0.0)) return NOT_A_NUMBER;
  if (low < other_low || high > other_high) return INFINITE;
  return length == other ? 0.0 : length == 0.0 || other == INFINITE ? INFINITE
      : other < 2.0 * length ? d_log1p((other - length) / length) : d_log(other) - d_log(length);
}

static void uniform_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  double length = difference(x[1][0], x[0][0]), other = difference(x[3][0], x[2][0]);
  slopes[0][0] = (float)(1.0 / length), slopes[1][0] = (float)(-1.0 / length);
  slopes[2][0] = (float)(-1.0 / other), slopes[3][0] = (float)(1.0 / other);
}

ROW_FUNCTION(laplace_log_density, 2)
ROW_FUNCTION(laplace_divergence, 3)
ROW_FUNCTION(student_log_density, 3)
ROW_FUNCTION(student_entropy, 2)
ROW_FUNCTION(log_length, 2)
ROW_FUNCTION(uniform_divergence, 4)
