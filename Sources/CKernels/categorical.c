// Categorical distributions of a row of logits, relative to the largest, so that nothing overflows. One that is −∞ is of an
// impossible category; among those that are ∞ all probability is shared.

#include "CKernels.h"
#include "row_function.h"

// x − m, where m is the largest: 0 at it, also where it is infinite.
INLINE double below(double x, double largest) { return x == largest ? 0.0 : x - largest; }

INLINE double probability(double log_probability) {
  return log_probability == -INFINITE ? 0.0 : d_exp(log_probability);
}

// What logits and log-probabilities differ by, in two parts, of which the second keeps its digits where it is small: the
// largest logit, and log Σ e^(x − largest), from the sum over all others. NaN where no category is possible.
typedef struct {
  double largest, rest;
} normalizer;

INLINE normalizer normalizer_of(long count, const float *x) {
  long first = 0;
  double others = 0.0;
  for (long k = 1; k < count; k++)
    if (x[k] > x[first] || x[k] != x[k]) first = k;
  for (long k = 0; k < count; k++)
    if (k != first) others += probability(below(x[k], x[first]));
  double rest = x[first] > -INFINITE ? d_log1p(others) : NOT_A_NUMBER;
  return (normalizer){x[first], rest};
}

INLINE double log_probability(double x, normalizer n) { return below(x, n.largest) - n.rest; }

static void probabilities_of_row(long count, const float *x, float *y, int logarithms) {
  normalizer n = normalizer_of(count, x);
  for (long k = 0; k < count; k++) {
    double logarithm = log_probability(x[k], n);
    y[k] = (float)(logarithms ? logarithm : probability(logarithm));
  }
}

typedef struct {
  long columns;
  const float *x;
  float *y;
  int logarithms;
} rows_of_logits;

static void probabilities_range(const void *arguments, long begin, long end) {
  const rows_of_logits *p = arguments;
  for (long row = begin; row < end; row++)
    probabilities_of_row(p->columns, p->x + row * p->columns, p->y + row * p->columns, p->logarithms);
}

void kernels_categorical_probabilities(long rows, long columns, const float *x, int logarithms, float *y) {
  rows_of_logits p = {columns, x, y, logarithms};
  kernels_parallel_for(rows, ROW_GRAIN(columns), probabilities_range, &p);
}

// −Σ p log p, with 0 log 0 = 0.
static double categorical_entropy_value(long extent, const float *const *x) {
  normalizer n = normalizer_of(extent, x[0]);
  double sum = n.rest - n.rest;
  for (long k = 0; k < extent; k++) {
    double logarithm = log_probability(x[0][k], n), p = probability(logarithm);
    sum -= p == 0.0 ? 0.0 : p * logarithm;
  }
  return sum;
}

// −pₖ (log pₖ + H).
static void categorical_entropy_slopes(long extent, const float *const *x, float *const *slopes) {
  normalizer n = normalizer_of(extent, x[0]);
  double entropy = categorical_entropy_value(extent, x);
  for (long k = 0; k < extent; k++) {
    double logarithm = log_probability(x[0][k], n), p = probability(logarithm);
    slopes[0][k] = (float)(p == 0.0 ? 0.0 : -p * (logarithm + entropy));
  }
}

// Σ pₖ (e^r − 1 − r) with r = log qₖ/pₖ: since both add up to 1, that is −Σ pₖ r, but no term is below 0 and none cancels. Where
// p is 0 what is left is qₖ.
static double categorical_divergence_value(long extent, const float *const *x) {
  normalizer np = normalizer_of(extent, x[0]), nq = normalizer_of(extent, x[1]);
  double sum = (np.rest - np.rest) + (nq.rest - nq.rest);
  for (long k = 0; k < extent; k++) {
    double log_p = log_probability(x[0][k], np), log_q = log_probability(x[1][k], nq);
    double p = probability(log_p), q = probability(log_q), r = log_q - log_p;
    sum += p == 0.0 ? q : log_q == -INFINITE ? INFINITE : r < 1.0 ? p * d_expm1_excess(r) : q - p - p * r;
  }
  return sum;
}

// −pₖ (r + KL) and qₖ − pₖ.
static void categorical_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  normalizer np = normalizer_of(extent, x[0]), nq = normalizer_of(extent, x[1]);
  double divergence = categorical_divergence_value(extent, x);
  for (long k = 0; k < extent; k++) {
    double log_p = log_probability(x[0][k], np), log_q = log_probability(x[1][k], nq);
    double p = probability(log_p);
    slopes[0][k] = (float)(p == 0.0 ? 0.0 : -p * (log_q - log_p + divergence));
    slopes[1][k] = (float)(probability(log_q) - p);
  }
}

ROW_FUNCTION(categorical_entropy, 1)
ROW_FUNCTION(categorical_divergence, 2)
