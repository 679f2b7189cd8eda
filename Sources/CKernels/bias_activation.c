// A bias for each column of a matrix, with an activation: one pass forward, one backward.
//
// A matrix of few columns is treated as one of more: PERIOD elements or so, whole rows, are a row then, under a bias that
// is repeated as often. So a loop along a row is long enough for vector instructions, down to a single column.

#include <stdlib.h>
#include <string.h>

#include "CKernels.h"
#include "activations.h"
#include "parallel.h"

#define PERIOD 256
// The elements whose sum over rows is in single precision; chunks are added up in double, in order.
#define CHUNK 16384

typedef struct {
  long count, period, chunk_rows;
  const float *bias, *other, *saved, *dy;
  float *result, *partial;
} matrix;

static matrix matrix_of(long rows, long columns) {
  matrix p = {.count = rows * columns, .period = columns};
  if (columns < PERIOD) p.period = (PERIOD + columns - 1) / columns * columns;
  p.chunk_rows = p.period < CHUNK ? CHUNK / p.period : 1;
  return p;
}

static long rows_of(const matrix *p) { return (p->count + p->period - 1) / p->period; }

// The last row may be shorter.
INLINE long width_of(const matrix *p, long row) {
  long rest = p->count - row * p->period;
  return rest < p->period ? rest : p->period;
}

#define DEFINE_BIAS(name)                                                                       \
  KERNEL(bias_##name) {                                                                         \
    const matrix *p = arguments;                                                                \
    const float *restrict bias = p->bias;                                                       \
    for (long row = begin; row < end; row++) {                                                  \
      float *restrict y = p->result + row * p->period;                                          \
      long width = width_of(p, row);                                                            \
      const float *restrict other = p->other + row * p->period;                                 \
      if (p->other)                                                                             \
        for (long j = 0; j < width; j++) y[j] += other[j];                                      \
      INTERLEAVED for (long j = 0; j < width; j++) y[j] = name##_value(y[j] + bias[j]);         \
    }                                                                                           \
  }                                                                                             \
  KERNEL(bias_##name##_pullback) {                                                              \
    const matrix *p = arguments;                                                                \
    for (long chunk = begin; chunk < end; chunk++) {                                            \
      float *restrict sum = p->partial + chunk * p->period;                                     \
      long first = chunk * p->chunk_rows, rows = rows_of(p);                                    \
      long last = first + p->chunk_rows < rows ? first + p->chunk_rows : rows;                  \
      for (long j = 0; j < p->period; j++) sum[j] = 0;                                          \
      for (long row = first; row < last; row++) {                                               \
        const float *restrict y = p->saved + row * p->period, *dy = p->dy + row * p->period;    \
        float *dx = p->result + row * p->period;                                                \
        long width = width_of(p, row);                                                          \
        _Pragma("clang loop vectorize(assume_safety)") for (long j = 0; j < width; j++) {       \
          float d = dy[j] * name##_slope(y[j]);                                                 \
          sum[j] += d;                                                                          \
          dx[j] = d;                                                                            \
        }                                                                                       \
      }                                                                                         \
    }                                                                                           \
  }
EACH_ACTIVATION(DEFINE_BIAS)
#define BIAS(name) bias_##name,
#define BIAS_PULLBACK(name) bias_##name##_pullback,
static const kernels_range biases[] = {EACH_ACTIVATION(BIAS)}, pullbacks[] = {EACH_ACTIVATION(BIAS_PULLBACK)};

void kernels_bias_activation(
    long rows, long columns, int activation, const float *bias, float *y, const float *other) {
  if (rows * columns == 0) return;
  matrix p = matrix_of(rows, columns);
  float repeated[2 * PERIOD];
  if (columns < PERIOD)
    for (long first = 0; first < p.period; first += columns) memcpy(repeated + first, bias, sizeof(float) * columns);
  p.bias = columns < PERIOD ? repeated : bias;
  p.result = y, p.other = other;
  long grain = activation == KERNELS_IDENTITY || activation == KERNELS_RELU ? GRAIN : ARITHMETIC_GRAIN;
  kernels_parallel_for(rows_of(&p), grain / (p.period * (other ? 2 : 1)), biases[activation], &p);
}

CLONES(
    static, void, gather,
    (const matrix *p, long chunks, long columns, double *total, float *sum),
    (p, chunks, columns, total, sum)) {
  for (long j = 0; j < columns; j++) total[j] = 0;
  for (long first = 0; first < chunks * p->period; first += columns)
    for (long j = 0; j < columns; j++) total[j] += p->partial[first + j];
  for (long j = 0; j < columns; j++) sum[j] = (float)total[j];
}

void kernels_bias_activation_pullback(
    long rows, long columns, int activation, const float *y, const float *dy, float *dx, float *dbias) {
  for (long j = 0; j < columns; j++) dbias[j] = 0;
  if (rows * columns == 0) return;
  matrix p = matrix_of(rows, columns);
  long chunks = (rows_of(&p) + p.chunk_rows - 1) / p.chunk_rows;
  double *total = malloc(sizeof(double) * (size_t)columns + sizeof(float) * (size_t)(chunks * p.period));
  if (!total) abort();
  p.saved = y, p.dy = dy, p.result = dx, p.partial = (float *)(total + columns);
  kernels_parallel_for(chunks, GRAIN / CHUNK, pullbacks[activation], &p);
  gather(&p, chunks, columns, total, dbias);
  free(total);
}
