// log p of a Bernoulli distribution of a logit η, and its derivative.
//
// log p(x) = ηx − softplus(η), and ∂/∂η = x − σ(η), each in one pass over the logits: the logits of an image model with many
// particles are the largest arrays of a training step, and each pass over them takes as long as their matrix product. x has
// fewer elements where it is repeated along the first axes of the logits.

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

typedef struct {
  long period;
  const float *logits, *x, *dy;
  float *y;
} arrays;

CLONES static void log_density_range(const void *arguments, long begin, long end) {
  const arrays *p = arguments;
  while (begin < end) {
    long first = begin % p->period, n = p->period - first < end - begin ? p->period - first : end - begin;
    const float *restrict logits = p->logits + begin, *restrict x = p->x + first;
    float *restrict y = p->y + begin;
    for (long i = 0; i < n; i++) y[i] = logits[i] * x[i] - v_softplus(logits[i]);
    begin += n;
  }
}

void kernels_bernoulli_log_density(long count, const float *logits, long period, const float *x, float *y) {
  arrays p = {.period = period, .logits = logits, .x = x, .y = y};
  parallel_for(count, ARITHMETIC_GRAIN, log_density_range, &p);
}

CLONES static void log_density_pullback_range(const void *arguments, long begin, long end) {
  const arrays *p = arguments;
  while (begin < end) {
    long first = begin % p->period, n = p->period - first < end - begin ? p->period - first : end - begin;
    const float *restrict logits = p->logits + begin, *restrict x = p->x + first, *restrict dy = p->dy + begin;
    float *restrict y = p->y + begin;
    for (long i = 0; i < n; i++) y[i] = dy[i] * (x[i] - v_sigmoid(logits[i]));
    begin += n;
  }
}

void kernels_bernoulli_log_density_pullback(
    long count, const float *logits, long period, const float *x, const float *dy, float *dlogits) {
  arrays p = {.period = period, .logits = logits, .x = x, .dy = dy, .y = dlogits};
  parallel_for(count, ARITHMETIC_GRAIN, log_density_pullback_range, &p);
}
