// The logarithm of a standard gamma draw (Marsaglia and Tsang 2000, "A simple method for generating gamma variables").

#include "parallel.h"
#include "substream.h"

// The logarithm of a draw for a shape of at least 1: d (1 + cz)³ with d = α − ⅓ and c = 1/√(9d), z normal.
INLINE double log_gamma_from_one(double shape, substream *stream) {
  double d = shape - 1.0 / 3, c = 1.0 / (3.0 * __builtin_sqrt(d));
  for (;;) {
    double z = next_normal(stream), root = 1.0 + c * z;
    if (root <= 0.0) continue;
    double v = root * root * root, log_v = 3.0 * d_log(root), square = z * z;
    double u = next_uniform(stream);
    if (u < 1.0 - 0.0331 * square * square) return d_log(d) + log_v;
    if (d_log(u) < 0.5 * square + d * (1.0 - v + log_v)) return d_log(d) + log_v;
  }
}

// A draw for α < 1 is one for α + 1 times u^(1/α), which would vanish if it were not a logarithm.
INLINE double log_gamma_draw(double shape, substream *stream) {
  if (!(shape > 0.0 && shape < INFINITE)) return NOT_A_NUMBER;
  if (shape >= 1.0) return log_gamma_from_one(shape, stream);
  double boost = d_log(next_uniform(stream)) / shape;
  return log_gamma_from_one(shape + 1.0, stream) + boost;
}

typedef struct {
  const float *shape;
  uint64_t first_block;
  const uint32_t *key;
  float *y;
} draws;

static void log_gamma_range(const void *arguments, long begin, long end) {
  const draws *p = arguments;
  for (long i = begin; i < end; i++) {
    substream stream = substream_of(p->first_block + (uint64_t)i, p->key);
    p->y[i] = (float)log_gamma_draw(p->shape[i], &stream);
  }
}

void kernels_log_gamma_draws(
    long count, const float *shape, uint64_t first_block, const uint32_t key[2], float *log_draw) {
  draws p = {shape, first_block, key, log_draw};
  kernels_parallel_for(count, ARITHMETIC_GRAIN / 32, log_gamma_range, &p);
}
