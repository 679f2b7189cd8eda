// log p of a normal distribution, KL(p ‖ q) of two, and their derivatives, each in one pass: written as compositions, each
// would be a dozen passes, and as many arrays.
//
// With u = (x − μ)/σ: log p(x) = −½ u² − log σ − ½ log 2π, ∂/∂μ = u/σ = −∂/∂x, ∂/∂(log σ) = u² − 1.
// With L = 2 (log σp − log σq) and u = (μp − μq)/σq: KL = ½ (e^L − 1 − L + u²), ∂/∂μp = u/σq = −∂/∂μq,
// ∂/∂(log σp) = e^L − 1, ∂/∂(log σq) = −(e^L − 1 + u²).

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

#include "double_math.h"

#define HALF_LOG_2_PI 0.918938533f
// Where a log σ lies outside ±88, so that σ or 1/σ is no ordinary float, a number is computed again in double precision: a distance of 0
// is then 0 standard deviations, whatever σ, and any other ∞ of them where σ is 0.
#define LARGEST_LOG 88.0f
// e^L − 1 − L by its series where the difference would cancel to fewer than four digits.
#define SERIES_TO 0x1p-10f

// Arrays are read a block at a time, so that a loop over a block runs over neighbours in each.
#define BLOCK 256

// The elements of a repeated array from an index on, beside each other: in place, or where the repeats meet as a copy.
INLINE const float *block_at(const kernels_repeated *array, long index, long count, float *copy) {
  long start = index % array->period;
  if (start + count <= array->period) return array->elements + start;
  for (long i = 0; i < count; i++, start = start + 1 == array->period ? 0 : start + 1) copy[i] = array->elements[start];
  return copy;
}

INLINE int is_moderate(float log) { return v_absolute(log) <= LARGEST_LOG; }

INLINE int are_moderate(long n, const float *logs) {
  int beyond = 0;
  for (long i = 0; i < n; i++) beyond |= !is_moderate(logs[i]);
  return !beyond;
}

INLINE double deviations(float distance, float log_deviation) {
  return distance == 0.0f ? 0.0 : (double)distance * d_exp(-(double)log_deviation);
}

static float extreme_log_density(float x, float mean, float s) {
  double u = deviations(x - mean, s), square = u * u;
  return square > 1e300 ? -(float)INFINITE : (float)(-0.5 * square - 0.91893853320467274178 - s);
}

static float extreme_divergence(float mean, float s, float other_mean, float other_s) {
  double log_ratio = s == other_s ? 0.0 : 2.0 * ((double)s - other_s), u = deviations(mean - other_mean, other_s);
  return (float)(0.5 * (d_expm1_excess(log_ratio) + u * u));
}

INLINE float expm1_excess(float x) {
  float series = x * x * (0.5f + x * (1.0f / 6 + x * (1.0f / 24)));
  return v_absolute(x) < SERIES_TO ? series : v_expm1(x) - x;
}

typedef struct {
  const kernels_repeated *x, *mean, *s, *other_mean, *other_s;  // s is log σ
  const float *dy;
  float *y, *dmean, *ds, *dother_s;
} arrays;

// The body of a range: block by block, from `first` on, `n` elements.
#define EACH_BLOCK                                                                                          \
  const arrays *p = arguments;                                                                              \
  float copies[4][BLOCK];                                                                                   \
  for (long first = begin, n; n = end - first < BLOCK ? end - first : BLOCK, first < end; first += n)
#define READ(name, slot) const float *restrict name = block_at(p->name, first, n, copies[slot])
#define WRITE(name) float *restrict name = p->name + first

KERNEL(log_density_range) {
  EACH_BLOCK {
    READ(x, 0);
    READ(mean, 1);
    READ(s, 2);
    WRITE(y);
    INTERLEAVED for (long i = 0; i < n; i++) {
      float u = (x[i] - mean[i]) * v_exp(-s[i]);
      y[i] = -0.5f * (u * u) - HALF_LOG_2_PI - s[i];
    }
    if (are_moderate(n, s)) continue;
    for (long i = 0; i < n; i++)
      if (!is_moderate(s[i])) y[i] = extreme_log_density(x[i], mean[i], s[i]);
  }
}

void kernels_normal_log_density(
    long count, const kernels_repeated *x, const kernels_repeated *mean, const kernels_repeated *log_deviation,
    float *y) {
  arrays p = {.x = x, .mean = mean, .s = log_deviation, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, log_density_range, &p);
}

// A gradient of 0 stays 0 where a slope is infinite.
INLINE float chained(float dy, float product) { return dy == 0.0f ? 0.0f : product; }

KERNEL(log_density_pullback_range) {
  EACH_BLOCK {
    READ(x, 0);
    READ(mean, 1);
    READ(s, 2);
    const float *restrict dy = p->dy + first;
    WRITE(dmean);
    WRITE(ds);
    INTERLEAVED for (long i = 0; i < n; i++) {
      float t = v_exp(-s[i]), u = (x[i] - mean[i]) * t;
      dmean[i] = chained(dy[i], dy[i] * u * t);
      ds[i] = chained(dy[i], dy[i] * (u * u - 1.0f));
    }
    if (are_moderate(n, s)) continue;
    for (long i = 0; i < n; i++) {
      if (is_moderate(s[i])) continue;
      double u = deviations(x[i] - mean[i], s[i]);
      dmean[i] = chained(dy[i], (float)(dy[i] * u * d_exp(-(double)s[i])));
      ds[i] = chained(dy[i], (float)(dy[i] * (u * u - 1.0)));
    }
  }
}

void kernels_normal_log_density_pullback(
    long count, const kernels_repeated *x, const kernels_repeated *mean, const kernels_repeated *log_deviation,
    const float *dy, float *dmean, float *dlog_deviation) {
  arrays p = {.x = x, .mean = mean, .s = log_deviation, .dy = dy, .dmean = dmean, .ds = dlog_deviation};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, log_density_pullback_range, &p);
}

KERNEL(divergence_range) {
  EACH_BLOCK {
    READ(mean, 0);
    READ(s, 1);
    READ(other_mean, 2);
    READ(other_s, 3);
    WRITE(y);
    INTERLEAVED for (long i = 0; i < n; i++) {
      float log_ratio = 2.0f * (s[i] - other_s[i]), u = (mean[i] - other_mean[i]) * v_exp(-other_s[i]);
      y[i] = 0.5f * (expm1_excess(log_ratio) + u * u);
    }
    if (are_moderate(n, s) && are_moderate(n, other_s)) continue;
    for (long i = 0; i < n; i++)
      if (!is_moderate(s[i]) || !is_moderate(other_s[i]))
        y[i] = extreme_divergence(mean[i], s[i], other_mean[i], other_s[i]);
  }
}

void kernels_normal_divergence(
    long count, const kernels_repeated *mean, const kernels_repeated *log_deviation, const kernels_repeated *other_mean,
    const kernels_repeated *other_log_deviation, float *y) {
  arrays p = {.mean = mean, .s = log_deviation, .other_mean = other_mean, .other_s = other_log_deviation, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, divergence_range, &p);
}

KERNEL(divergence_pullback_range) {
  EACH_BLOCK {
    READ(mean, 0);
    READ(s, 1);
    READ(other_mean, 2);
    READ(other_s, 3);
    const float *restrict dy = p->dy + first;
    WRITE(dmean);
    WRITE(ds);
    WRITE(dother_s);
    INTERLEAVED for (long i = 0; i < n; i++) {
      float t = v_exp(-other_s[i]), u = (mean[i] - other_mean[i]) * t, excess = v_expm1(2.0f * (s[i] - other_s[i]));
      dmean[i] = dy[i] * u * t;
      ds[i] = dy[i] * excess;
      dother_s[i] = -dy[i] * (excess + u * u);
    }
    if (are_moderate(n, s) && are_moderate(n, other_s)) continue;
    for (long i = 0; i < n; i++) {
      if (is_moderate(s[i]) && is_moderate(other_s[i])) continue;
      double log_ratio = s[i] == other_s[i] ? 0.0 : 2.0 * ((double)s[i] - other_s[i]);
      double u = deviations(mean[i] - other_mean[i], other_s[i]), excess = log_ratio + d_expm1_excess(log_ratio);
      dmean[i] = (float)(dy[i] * u * d_exp(-(double)other_s[i]));
      ds[i] = (float)(dy[i] * excess);
      dother_s[i] = (float)(-dy[i] * (excess + u * u));
    }
  }
}

void kernels_normal_divergence_pullback(
    long count, const kernels_repeated *mean, const kernels_repeated *log_deviation, const kernels_repeated *other_mean,
    const kernels_repeated *other_log_deviation, const float *dy, float *dmean, float *dlog_deviation,
    float *dother_log_deviation) {
  arrays p = {
      .mean = mean, .s = log_deviation, .other_mean = other_mean, .other_s = other_log_deviation, .dy = dy,
      .dmean = dmean, .ds = dlog_deviation, .dother_s = dother_log_deviation};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, divergence_pullback_range, &p);
}
