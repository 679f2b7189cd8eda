// −log softmax(x) at a label, for each row of rows × columns, and its derivative.
//
// Relative to the largest number of the row, so that nothing overflows, and in double precision until the last rounding, so
// that a sure and right prediction keeps the digits of its small loss.

#include <math.h>

#include "CKernels.h"
#include "double_math.h"
#include "parallel.h"

typedef struct {
  long columns;
  const float *x, *dy;
  const long *labels;
  float *y;
} arrays;

INLINE float largest(long n, const float *x) {
  float maximum = -INFINITY;
  for (long i = 0; i < n; i++) maximum = x[i] > maximum || x[i] != x[i] ? x[i] : maximum;
  return maximum;
}

// log Σ e^(x − maximum) = log(1 + what all but one of the largest add), from the total; where that is nearly nothing, from it alone.
INLINE double log_total(double total, long n, const float *x, float maximum) {
  if (total > 1.0 + 1e-7) return d_log(total);
  double others = 0;
  for (long i = 0; i < n; i++) others += x[i] == maximum ? 0.0 : d_exp((double)x[i] - maximum);
  return total == total ? d_log1p(others) : total;
}

KERNEL(cross_entropy_range) {
  const arrays *p = arguments;
  for (long row = begin; row < end; row++) {
    const float *x = p->x + row * p->columns;
    float maximum = largest(p->columns, x);
    double total = 0;
    for (long i = 0; i < p->columns; i++) total += d_exp((double)x[i] - maximum);
    p->y[row] = (float)(log_total(total, p->columns, x, maximum) + ((double)maximum - x[p->labels[row]]));
  }
}

void kernels_cross_entropy(long rows, long columns, const float *x, const long *labels, float *y) {
  arrays p = {.columns = columns, .x = x, .labels = labels, .y = y};
  kernels_parallel_for(rows, GRAIN / (columns + 1), cross_entropy_range, &p);
}

// The label's own softmax less 1 is the sum of the others', which does not cancel.
KERNEL(cross_entropy_pullback_range) {
  const arrays *p = arguments;
  for (long row = begin; row < end; row++) {
    const float *restrict x = p->x + row * p->columns;
    float *restrict dx = p->y + row * p->columns;
    float maximum = largest(p->columns, x);
    long label = p->labels[row];
    double others = 0;
    for (long i = 0; i < p->columns; i++) {
      double exponential = d_exp((double)x[i] - maximum);
      dx[i] = (float)exponential;
      others += i == label ? 0.0 : exponential;
    }
    double total = others + d_exp((double)x[label] - maximum);
    float factor = p->dy[row] / (float)total;
    for (long i = 0; i < p->columns; i++) dx[i] *= factor;
    dx[label] = -p->dy[row] * (float)(others / total);
  }
}

void kernels_cross_entropy_pullback(
    long rows, long columns, const float *x, const long *labels, const float *dy, float *dx) {
  arrays p = {.columns = columns, .x = x, .labels = labels, .dy = dy, .y = dx};
  kernels_parallel_for(rows, GRAIN / (columns + 1), cross_entropy_pullback_range, &p);
}
