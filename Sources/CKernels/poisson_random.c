// Poisson draws, exact for every rate to the precision of a double.

#include "gamma_functions.h"
#include "parallel.h"
#include "substream.h"

// How many uniform numbers can be multiplied before the product falls to e^(−λ) (Knuth 1969, section 3.4.1).
INLINE double poisson_by_products(double rate, substream *stream) {
  double limit = d_exp(-rate), product = next_uniform(stream), count = 0.0;
  while (product > limit) {
    product *= next_uniform(stream);
    count += 1.0;
  }
  return count;
}

// Algorithm PTRS of Hörmann (1993), "The transformed rejection method for generating Poisson random variables".
INLINE double poisson_by_rejection(double rate, substream *stream) {
  double b = 0.931 + 2.53 * __builtin_sqrt(rate), a = -0.059 + 0.02483 * b;
  double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2.0);
  double log_rate = d_log(rate);
  for (;;) {
    double u = next_uniform(stream) - 0.5, v = next_uniform(stream);
    double distance = 0.5 - __builtin_fabs(u);
    double k = __builtin_floor((2.0 * a / distance + b) * u + rate + 0.43);
    if (distance >= 0.07 && v <= squeeze) return k;
    if (k < 0.0 || (distance < 0.013 && v > distance)) continue;
    double proposal = d_log(v * inverse_alpha / (a / (distance * distance) + b));
    if (proposal <= k * log_rate - rate - log_gamma(k + 1.0)) return k;
  }
}

INLINE double poisson_draw(double rate, substream *stream) {
  if (!(rate >= 0.0 && rate < INFINITE)) return NOT_A_NUMBER;
  return rate < 10.0 ? poisson_by_products(rate, stream) : poisson_by_rejection(rate, stream);
}

typedef struct {
  const float *rate;
  uint64_t first_block;
  const uint32_t *key;
  float *y;
} draws;

static void poisson_range(const void *arguments, long begin, long end) {
  const draws *p = arguments;
  for (long i = begin; i < end; i++) {
    substream stream = substream_of(p->first_block + (uint64_t)i, p->key);
    p->y[i] = (float)poisson_draw(p->rate[i], &stream);
  }
}

void kernels_poisson_draws(long count, const float *rate, uint64_t first_block, const uint32_t key[2], float *draw) {
  draws p = {rate, first_block, key, draw};
  kernels_parallel_for(count, ARITHMETIC_GRAIN / 32, poisson_range, &p);
}
