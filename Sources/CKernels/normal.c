// log p of a normal distribution, KL(p ‖ q) of two, and their derivatives, each in one pass: written as compositions, each
// would be a dozen passes, and as many arrays.
//
// With u = (x − μ)/σ: log p(x) = −½ u² − log σ − ½ log 2π, ∂/∂μ = u/σ = −∂/∂x, ∂/∂(log σ) = u² − 1.
// With L = 2 (log σp − log σq) and u = (μp − μq)/σq: KL = ½ (e^L − 1 − L + u²), ∂/∂μp = u/σq = −∂/∂μq,
// ∂/∂(log σp) = e^L − 1, ∂/∂(log σq) = −(e^L − 1 + u²).

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

#define HALF_LOG_2_PI 0.918938533f
// 1/σ is kept finite, at e⁸⁸: where x = μ, which is what a draw with a smaller σ is, there is a density then.
#define LARGEST_LOG_PRECISION 88.0f

// Arrays are read a block at a time, so that a loop over a block runs over neighbours in each.
#define BLOCK 256

// The elements of a repeated array from an index on, beside each other: in place, or where the repeats meet as a copy.
INLINE const float *block_at(const kernels_repeated *array, long index, long count, float *copy) {
  long start = index % array->period;
  if (start + count <= array->period) return array->elements + start;
  for (long i = 0; i < count; i++, start = start + 1 == array->period ? 0 : start + 1) copy[i] = array->elements[start];
  return copy;
}

INLINE float precision(float log_deviation) {
  float x = -log_deviation;
  return v_exp(x > LARGEST_LOG_PRECISION ? LARGEST_LOG_PRECISION : x);
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

CLONES static void log_density_range(const void *arguments, long begin, long end) {
  EACH_BLOCK {
    READ(x, 0);
    READ(mean, 1);
    READ(s, 2);
    WRITE(y);
    INTERLEAVED for (long i = 0; i < n; i++) {
      float u = (x[i] - mean[i]) * precision(s[i]);
      y[i] = -0.5f * (u * u) - HALF_LOG_2_PI - s[i];
    }
  }
}

void kernels_normal_log_density(
    long count, const kernels_repeated *x, const kernels_repeated *mean, const kernels_repeated *log_deviation,
    float *y) {
  arrays p = {.x = x, .mean = mean, .s = log_deviation, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, log_density_range, &p);
}

CLONES static void log_density_pullback_range(const void *arguments, long begin, long end) {
  EACH_BLOCK {
    READ(x, 0);
    READ(mean, 1);
    READ(s, 2);
    const float *restrict dy = p->dy + first;
    WRITE(dmean);
    WRITE(ds);
    INTERLEAVED for (long i = 0; i < n; i++) {
      float t = precision(s[i]), u = (x[i] - mean[i]) * t;
      dmean[i] = dy[i] * u * t;
      ds[i] = dy[i] * ((-s[i] > LARGEST_LOG_PRECISION ? 0.0f : u * u) - 1.0f);
    }
  }
}

void kernels_normal_log_density_pullback(
    long count, const kernels_repeated *x, const kernels_repeated *mean, const kernels_repeated *log_deviation,
    const float *dy, float *dmean, float *dlog_deviation) {
  arrays p = {.x = x, .mean = mean, .s = log_deviation, .dy = dy, .dmean = dmean, .ds = dlog_deviation};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, log_density_pullback_range, &p);
}

CLONES static void divergence_range(const void *arguments, long begin, long end) {
  EACH_BLOCK {
    READ(mean, 0);
    READ(s, 1);
    READ(other_mean, 2);
    READ(other_s, 3);
    WRITE(y);
    INTERLEAVED for (long i = 0; i < n; i++) {
      float log_ratio = 2.0f * (s[i] - other_s[i]), u = (mean[i] - other_mean[i]) * v_exp(-other_s[i]);
      y[i] = 0.5f * (v_expm1(log_ratio) - log_ratio + u * u);
    }
  }
}

void kernels_normal_divergence(
    long count, const kernels_repeated *mean, const kernels_repeated *log_deviation, const kernels_repeated *other_mean,
    const kernels_repeated *other_log_deviation, float *y) {
  arrays p = {.mean = mean, .s = log_deviation, .other_mean = other_mean, .other_s = other_log_deviation, .y = y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN, divergence_range, &p);
}

CLONES static void divergence_pullback_range(const void *arguments, long begin, long end) {
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
