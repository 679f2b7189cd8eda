// log p of Bernoulli distributions of logits η, summed over the numbers of each event, and its derivative.
//
// log p(x) = ηx − softplus(η), and ∂/∂η = x − σ(η), both from the one exponential e^(−|η|), in one pass over the logits: the
// logits of an image model are the largest arrays of a training step, and each pass over them counts. x has fewer elements
// where it is repeated along the first axes of the logits.
//
// softplus(η) = max(η, 0) + log(1 + e^(−|η|)). In a sum over an event, one logarithm of a product serves FACTORS numbers:
// Σ log(1 + e) = log(1 + p) with 1 + p = Π (1 + e), of which p alone is kept, so that small e are not lost beside the 1.

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

// Numbers that are summed in one go, and those of them under one logarithm.
#define BLOCK 512
#define FACTORS 8

typedef struct {
  long columns, period;
  const float *logits, *x;
  float *sums, *slopes;
} arrays;

INLINE float linear_part(float eta, float x) { return eta * x - (eta > 0.0f ? eta : 0.0f); }

INLINE float slope(float eta, float x, float exponential) {
  return x - (eta > 0.0f ? 1.0f : exponential) / (1.0f + exponential);
}

// In double precision, in an order of its own.
INLINE double sum_of(long n, const float *y) {
  double lanes[8] = {0}, rest = 0;
  long i = 0;
  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; k++) lanes[k] += y[i + k];
  for (; i < n; i++) rest += y[i];
  return (((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))) + rest;
}

INLINE double log_density_of_block(
    long n, const float *restrict logits, const float *restrict x, float *restrict slopes) {
  long products = (n + FACTORS - 1) / FACTORS;
  float linear[BLOCK], exponentials[BLOCK], logarithms[BLOCK / FACTORS];
  for (long i = 0; i < n; i++) {
    float eta = logits[i], exponential = v_exp(-v_absolute(eta));
    linear[i] = linear_part(eta, x[i]);
    exponentials[i] = exponential;
    if (slopes) slopes[i] = slope(eta, x[i], exponential);
  }
  for (long i = n; i < products * FACTORS; i++) exponentials[i] = 0;
  for (long i = 0; i < products; i++) {
    float p = exponentials[i];
    for (int factor = 1; factor < FACTORS; factor++) {
      float e = exponentials[i + factor * products];
      p += e + p * e;
    }
    logarithms[i] = v_log1p(p);
  }
  return sum_of(n, linear) - sum_of(products, logarithms);
}

INLINE void each_row(const arrays *p, long begin, long end, int differentiating) {
  for (long row = begin; row < end; row++) {
    double total = 0;
    for (long column = 0; column < p->columns; column += BLOCK) {
      long first = row * p->columns + column, n = p->columns - column < BLOCK ? p->columns - column : BLOCK;
      total += log_density_of_block(
          n, p->logits + first, p->x + first % p->period, differentiating ? p->slopes + first : 0);
    }
    p->sums[row] = (float)total;
  }
}

// Rows of one number: their log-densities are the sums. The period may end anywhere.
INLINE void each_number(const arrays *p, long begin, long end, int differentiating) {
  for (long first = begin, n; first < end; first += n) {
    long start = first % p->period;
    n = p->period - start < end - first ? p->period - start : end - first;
    const float *restrict logits = p->logits + first, *restrict x = p->x + start;
    float *restrict y = p->sums + first, *restrict slopes = differentiating ? p->slopes + first : 0;
    for (long i = 0; i < n; i++) {
      float eta = logits[i], exponential = v_exp(-v_absolute(eta));
      y[i] = linear_part(eta, x[i]) - v_log1p_unit(exponential);
      if (differentiating) slopes[i] = slope(eta, x[i], exponential);
    }
  }
}

CLONES static void log_density_range(const void *arguments, long begin, long end) {
  const arrays *p = arguments;
  if (p->columns == 1) each_number(p, begin, end, 0);
  else each_row(p, begin, end, 0);
}

CLONES static void log_density_and_slope_range(const void *arguments, long begin, long end) {
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
