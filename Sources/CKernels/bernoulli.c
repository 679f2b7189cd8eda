// log p of Bernoulli distributions of logits η, summed over the numbers of each event, and its derivative.
//
// log p(x) = ηx − softplus(η), and ∂/∂η = x − σ(η), both from the one exponential e^(−|η|), in one pass over the logits: the
// logits of an image model are the largest arrays of a training step, and each pass over them counts. x has fewer elements
// where it is repeated along the first axes of the logits.
//
// softplus(η) = max(η, 0) + log(1 + e^(−|η|)). In a sum over an event, one logarithm of a product serves FACTORS numbers:
// Σ log(1 + e) = log(1 + p) with 1 + p = Π (1 + e), of which p alone is kept, so that small e are not lost beside the 1.

#include "CKernels.h"
#include "double_math.h"
#include "parallel.h"

// Sums and products that are taken side by side, and the numbers in each before its logarithm is taken.
#define LANES 64
#define FACTORS 16

typedef struct {
  long columns, period;
  const float *logits, *x;
  float *sums, *slopes;
} arrays;

INLINE float linear_part(float eta, float x) { return eta * x - (eta > 0.0f ? eta : 0.0f); }

INLINE float slope(float eta, float x, float exponential) {
  return x - (eta > 0.0f ? 1.0f : exponential) / (1.0f + exponential);
}

// Of logits among which some are infinite, where products and differences above are NaN: log 1 = 0 where such a one is right, and
// log 0 = −∞ where not.
static float with_infinite_logits(long count, const float *logits, const float *x) {
  double sum = 0;
  for (long i = 0; i < count; i++) {
    double eta = logits[i];
    if (eta - eta == 0.0) sum += linear_part(logits[i], x[i]) - v_log1p_unit(v_exp(-v_absolute(logits[i])));
    else if (eta != eta || x[i] != x[i]) return logits[i] + x[i];
    else if (x[i] != (eta > 0.0 ? 1.0f : 0.0f)) sum = -INFINITE;
  }
  return (float)sum;
}

// One number more in each lane.
INLINE void add_numbers(
    long lanes, const float *restrict logits, const float *restrict x, float *restrict linear, float *restrict p,
    float *restrict slopes) {
  INTERLEAVED for (long i = 0; i < lanes; i++) {
    float eta = logits[i], exponential = v_exp(-v_absolute(eta));
    linear[i] += linear_part(eta, x[i]);
    p[i] += exponential + p[i] * exponential;
    if (slopes) slopes[i] = slope(eta, x[i], exponential);
  }
}

INLINE float log_density_of_event(long count, const float *logits, const float *x, float *slopes) {
  long used = count < LANES ? count : LANES;
  double totals[LANES] = {0};
  for (long first = 0, lanes; first < count;) {
    float linear[LANES] = {0}, p[LANES] = {0};
    for (int factor = 0; factor < FACTORS && first < count; factor++, first += lanes) {
      lanes = count - first < LANES ? count - first : LANES;
      add_numbers(lanes, logits + first, x + first, linear, p, slopes ? slopes + first : 0);
    }
    INTERLEAVED for (long i = 0; i < used; i++) totals[i] += linear[i] - v_log1p(p[i]);
  }
  for (int half = LANES / 2; half > 0; half /= 2)
    for (int i = 0; i < half; i++) totals[i] += totals[i + half];
  return (float)totals[0];
}

INLINE void each_row(const arrays *p, long begin, long end, int differentiating) {
  for (long row = begin; row < end; row++) {
    long first = row * p->columns;
    const float *x = p->x + first % p->period;
    float sum = log_density_of_event(p->columns, p->logits + first, x, differentiating ? p->slopes + first : 0);
    p->sums[row] = sum == sum ? sum : with_infinite_logits(p->columns, p->logits + first, x);
  }
}

// Rows of one number: their log-densities are the sums. The period may end anywhere.
INLINE void each_number(const arrays *p, long begin, long end, int differentiating) {
  for (long first = begin, n; first < end; first += n) {
    long start = first % p->period;
    n = p->period - start < end - first ? p->period - start : end - first;
    const float *restrict logits = p->logits + first, *restrict x = p->x + start;
    float *restrict y = p->sums + first, *restrict slopes = differentiating ? p->slopes + first : 0;
    INTERLEAVED for (long i = 0; i < n; i++) {
      float eta = logits[i], exponential = v_exp(-v_absolute(eta));
      y[i] = linear_part(eta, x[i]) - v_log1p_unit(exponential);
      if (differentiating) slopes[i] = slope(eta, x[i], exponential);
    }
    for (long i = 0; i < n; i++)
      if (y[i] != y[i]) y[i] = with_infinite_logits(1, logits + i, x + i);
  }
}

KERNEL(log_density_range) {
  const arrays *p = arguments;
  if (p->columns == 1) each_number(p, begin, end, 0);
  else each_row(p, begin, end, 0);
}

KERNEL(log_density_and_slope_range) {
  const arrays *p = arguments;
  if (p->columns == 1) each_number(p, begin, end, 1);
  else each_row(p, begin, end, 1);
}

void kernels_bernoulli_log_density(
    long rows, long columns, const float *logits, long period, const float *x, float *sums, float *slopes) {
  arrays p = {columns, period, logits, x, sums, slopes};
  kernels_range range = slopes ? log_density_and_slope_range : log_density_range;
  kernels_parallel_for(rows, ARITHMETIC_GRAIN / (columns + 1), range, &p);
}
