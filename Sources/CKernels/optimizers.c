// One step of each optimiser over one parameter, in one pass. The formulas stand in NeuralNetworks/Optimizers.

#include "CKernels.h"
#include "parallel.h"

// As in vector_math.h: every machine gets the same bits.
#pragma clang fp contract(off)

typedef struct {
  float rate, momentum, beta1, beta2, epsilon, correction1, correction2;
  int flag;
  const float *g;
  float *m, *v, *s, *w;
} step;

KERNEL(sgd_range) {
  const step *p = arguments;
  const float *restrict g = p->g;
  float *restrict v = p->v, *restrict w = p->w;
  for (long i = begin; i < end; i++) {
    v[i] = p->momentum * v[i] + g[i];
    w[i] -= p->rate * (p->flag ? g[i] + p->momentum * v[i] : v[i]);
  }
}

void kernels_sgd(long count, float rate, float momentum, int nesterov, const float *g, float *v, float *w) {
  step p = {.rate = rate, .momentum = momentum, .flag = nesterov, .g = g, .v = v, .w = w};
  kernels_parallel_flushing(count, GRAIN, sgd_range, &p);
}

KERNEL(adam_range) {
  const step *p = arguments;
  const float *restrict g = p->g;
  float *restrict m = p->m, *restrict v = p->v, *restrict w = p->w;
  float b1 = p->beta1, b2 = p->beta2, c1 = p->correction1, c2 = p->correction2, e = p->epsilon, rate = p->rate;
  for (long i = begin; i < end; i++) {
    m[i] = b1 * m[i] + (1 - b1) * g[i];
    v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
    w[i] -= rate * (m[i] * c1) / (__builtin_sqrtf(v[i] * c2) + e);
  }
}

void kernels_adam(
    long count, float rate, float beta1, float beta2, float epsilon, float correction1, float correction2,
    const float *g, float *m, float *v, float *w) {
  step p = {
      .rate = rate, .beta1 = beta1, .beta2 = beta2, .epsilon = epsilon, .correction1 = correction1,
      .correction2 = correction2, .g = g, .m = m, .v = v, .w = w};
  kernels_parallel_flushing(count, GRAIN, adam_range, &p);
}

KERNEL(rmsprop_range) {
  const step *p = arguments;
  const float *restrict g = p->g;
  float *restrict s = p->s, *restrict mean = p->m, *restrict v = p->v, *restrict w = p->w;
  float decay = p->beta1;
  for (long i = begin; i < end; i++) {
    s[i] = decay * s[i] + (1 - decay) * g[i] * g[i];
    mean[i] = p->flag ? decay * mean[i] + (1 - decay) * g[i] : 0;
    float spread = s[i] - mean[i] * mean[i];
    v[i] = p->momentum * v[i] + g[i] / (__builtin_sqrtf(spread > 0 ? spread : 0) + p->epsilon);
    w[i] -= p->rate * v[i];
  }
}

// Neither momentum nor centring: the running mean and the velocity stay as they are, and are not read.
KERNEL(plain_rmsprop_range) {
  const step *p = arguments;
  const float *restrict g = p->g;
  float *restrict s = p->s, *restrict w = p->w;
  float decay = p->beta1, rate = p->rate, epsilon = p->epsilon;
  for (long i = begin; i < end; i++) {
    s[i] = decay * s[i] + (1 - decay) * g[i] * g[i];
    w[i] -= rate * (g[i] / (__builtin_sqrtf(s[i]) + epsilon));
  }
}

void kernels_rmsprop(
    long count, float rate, float decay, float momentum, int centered, float epsilon, const float *g, float *s,
    float *mean, float *v, float *w) {
  step p = {
      .rate = rate, .beta1 = decay, .momentum = momentum, .flag = centered, .epsilon = epsilon, .g = g, .s = s,
      .m = mean, .v = v, .w = w};
  kernels_parallel_flushing(count, GRAIN, centered || momentum != 0 ? rmsprop_range : plain_rmsprop_range, &p);
}
