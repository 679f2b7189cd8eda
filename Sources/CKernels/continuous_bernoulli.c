// The continuous Bernoulli distribution of a logit η, a = |η| (Loaiza-Ganem and Cunningham, 2019).
//
// log p(x) = ηx − A(η); the mean is A′, the variance A″. Each is written twice, as a series near η = 0 and in a form that
// cannot overflow away from it.

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

// A = max(η, 0) + log((1 − e^(−a))/a).
INLINE float log_normalizer(float logit) {
  float a = v_absolute(logit);
  float ratio = -v_expm1(-a) / a;
  float g = a > 1e-8f ? v_log(ratio) : -0.5f * a;
  return (logit > 0.0f ? logit : 0.0f) + g;
}

// ½ + η/12 − η³/720 + η⁵/30240 − η⁷/1209600 for a < 1; else 1/(1 − e^(−a)) − 1/a, reflected.
INLINE float mean(float logit) {
  float a = v_absolute(logit), q = logit * logit;
  float series = 0.5f + logit * (1.0f / 12 + q * (-1.0f / 720 + q * (1.0f / 30240 - q * (1.0f / 1209600))));
  // a is kept off zero where the series answers, so that no lane divides by it.
  float safe = a < 1.0f ? 1.0f : a;
  float upper = -1.0f / v_expm1(-safe) - 1.0f / safe;
  // Reflected without 1 − m, which would lose the small mean of a large negative logit.
  float lower = 1.0f / safe - v_exp(-safe) / -v_expm1(-safe);
  return a < 1.0f ? series : logit > 0.0f ? upper : a == a ? lower : logit;
}

// 1/12 − η²/240 + η⁴/6048 − η⁶/172800 + η⁸/5322240 for a < 1.25; else 1/a² − e^(−a)/(1 − e^(−a))².
INLINE float variance(float logit) {
  float a = v_absolute(logit), q = logit * logit;
  float series =
      1.0f / 12 + q * (-1.0f / 240 + q * (1.0f / 6048 + q * (-1.0f / 172800 + q * (1.0f / 5322240))));
  float safe = a < 1.25f ? 1.25f : a;
  float complement = -v_expm1(-safe);
  float direct = 1.0f / (safe * safe) - v_exp(-safe) / (complement * complement);
  return a < 1.25f ? series : a == a ? direct : logit;
}

// The quantile of u: see NUMERICS, "quantile". v is u mirrored where η > 0, D = 1 − v(1 − e^(−a)).
INLINE float quantile(float logit, float u) {
  float a = v_absolute(logit);
  float v = logit > 0.0f ? 1.0f - u : u;
  float w = logit > 0.0f ? u : 1.0f - u;
  float safe = a < 1e-6f ? 1.0f : a;
  float d = w + v * v_exp(-safe);
  float r = d < 0.5f ? -v_log(d) / safe : -v_log1p(v * v_expm1(-safe)) / safe;
  // The far end, which a subnormal D would miss.
  r = w == 0.0f ? 1.0f : r;
  float x = logit > 0.0f ? 1.0f - r : r;
  x = x <= 0.0f ? 0.0f : x > 1.0f ? 1.0f : x;
  return a < 1e-6f ? u : x;
}

// ∂x/∂η of the quantile x at a fixed u. In the quantile's terms (r − v e^(−a)/D)/a; for a < 0.35, where the two cancel, the
// series Σ κₙ₊₁ ηⁿ⁻¹ n/(n + 1)! in the cumulants κ of a Bernoulli draw with probability v, since ηx is its cumulant
// generating function. Mirroring η and u leaves it as it is.
INLINE float quantile_derivative(float logit, float u) {
  float a = v_absolute(logit);
  float v = logit > 0.0f ? 1.0f - u : u;
  float w = logit > 0.0f ? u : 1.0f - u;
  float s = v * w, t = w - v;
  float series = s * (0.5f + -a * (t * (1.0f / 3) + -a * ((1.0f - 6.0f * s) * (1.0f / 8)
      + -a * (t * (1.0f - 12.0f * s) * (1.0f / 30) + -a * ((1.0f - s * (30.0f - 120.0f * s)) * (1.0f / 144)
      + -a * (t * (1.0f - s * (60.0f - 360.0f * s)) * (1.0f / 840)))))));
  float safe = a < 0.35f ? 1.0f : a;
  float d = w + v * v_exp(-safe);
  float r = d < 0.5f ? -v_log(d) / safe : -v_log1p(v * v_expm1(-safe)) / safe;
  float direct = (r - v * v_exp(-safe) / d) / safe;
  direct = w == 0.0f || v == 0.0f ? 0.0f : direct;
  return a < 0.35f ? series : a == a ? direct : logit;
}

typedef struct {
  const float *logit, *other;
  float *y;
} arrays;

// A gradient, the other array, may be overwritten by the one it becomes, as in unary.h.
#define LOOP(name, expression)                                                   \
  KERNEL(name##_range) {                                                         \
    const arrays *p = arguments;                                                 \
    const float *restrict logits = p->logit, *others = p->other;                 \
    float *ys = p->y;                                                            \
    (void)others;                                                                \
    _Pragma("clang loop vectorize(assume_safety)")                               \
    INTERLEAVED for (long i = begin; i < end; i++) {                             \
      float logit = logits[i];                                                   \
      ys[i] = (expression);                                                      \
    }                                                                            \
  }

LOOP(log_normalizer, log_normalizer(logit))
LOOP(log_normalizer_pullback, others[i] * mean(logit))
LOOP(mean, mean(logit))
LOOP(mean_pullback, others[i] * variance(logit))
LOOP(variance, variance(logit))
LOOP(quantile, quantile(logit, others[i]))
LOOP(quantile_derivative, quantile_derivative(logit, others[i]))

void kernels_continuous_bernoulli_log_normalizer(long count, const float *x, float *y) {
  arrays p = {.logit = x, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, log_normalizer_range, &p);
}

void kernels_continuous_bernoulli_log_normalizer_pullback(long count, const float *x, const float *dy, float *dx) {
  arrays p = {.logit = x, .other = dy, .y = dx};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, log_normalizer_pullback_range, &p);
}

void kernels_continuous_bernoulli_mean(long count, const float *x, float *y) {
  arrays p = {.logit = x, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, mean_range, &p);
}

void kernels_continuous_bernoulli_mean_pullback(long count, const float *x, const float *dy, float *dx) {
  arrays p = {.logit = x, .other = dy, .y = dx};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, mean_pullback_range, &p);
}

void kernels_continuous_bernoulli_variance(long count, const float *logit, float *y) {
  arrays p = {.logit = logit, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, variance_range, &p);
}

void kernels_continuous_bernoulli_quantile(long count, const float *logit, const float *u, float *y) {
  arrays p = {.logit = logit, .other = u, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, quantile_range, &p);
}

void kernels_continuous_bernoulli_quantile_derivative(long count, const float *logit, const float *u, float *y) {
  arrays p = {.logit = logit, .other = u, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, quantile_derivative_range, &p);
}
