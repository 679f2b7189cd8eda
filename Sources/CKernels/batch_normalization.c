// Batch normalisation of the columns (channels) of a matrix, with an activation: two passes forward, two backward.
//
// A sum over a column is made of sums over chunks of rows, in single precision, which are added up in double. The chunks
// follow from the shape alone, so the number of threads changes nothing.

#include <math.h>
#include <stdlib.h>

#include "CKernels.h"
#include "activations.h"
#include "parallel.h"

// The elements of a chunk: few enough to be in the cache still when they are read a second time.
#define CHUNK 16384
// Rows that a loop along the channels takes at once: so it reads each channel's numbers once for all of them, and in a
// sum fewer additions wait for each other, and fewer round.
#define GROUP 8
// Fewer where three arrays are read: memory is fetched ahead along few streams only.
#define PULLBACK_GROUP 2
// Channels whose totals are gathered side by side.
#define BLOCK 64

typedef struct {
  long rows, channels, chunks, chunk_rows;
  const float *x, *y, *dy, *mean;
  // Of each chunk and channel.
  float *pivot, *sum, *moment;
  // Of each channel.
  const float *factor, *shift, *slope;
  float *result;
} columns;

static columns columns_of(long rows, long channels, const float *x) {
  columns p = {.rows = rows, .channels = channels, .x = x};
  long rows_of_chunk = CHUNK / (channels + 1) / GROUP * GROUP;
  p.chunk_rows = rows_of_chunk > 0 ? rows_of_chunk : GROUP;
  p.chunks = (rows + p.chunk_rows - 1) / p.chunk_rows;
  return p;
}

INLINE long end_of_chunk(const columns *p, long chunk) {
  long end = (chunk + 1) * p->chunk_rows;
  return end < p->rows ? end : p->rows;
}

INLINE long rows_in_chunk(const columns *p, long chunk) { return end_of_chunk(p, chunk) - chunk * p->chunk_rows; }

// Calls apply(rows, p, position of the first, …) for the rows from the first to the last, which is not among them.
#define EACH_GROUP(group, apply, p, first_row, last_row, ...)                                     \
  {                                                                                               \
    long row = (first_row);                                                                       \
    for (; row + (group) <= (last_row); row += (group)) apply(group, p, row * (p)->channels, __VA_ARGS__); \
    for (; row < (last_row); row++) apply(1, p, row * (p)->channels, __VA_ARGS__);                \
  }

static void *block_of(size_t size) {
  void *block = malloc(size + 1);
  if (!block) abort();
  return block;
}

INLINE void add_rows(long rows, const columns *p, long first, float *restrict sum) {
  long channels = p->channels;
  const float *restrict x = p->x + first;
  for (long j = 0; j < channels; j++) {
    float s = 0;
#pragma unroll
    for (long row = 0; row < rows; row++) s += x[row * channels + j];
    sum[j] += s;
  }
}

INLINE void add_deviations(
    long rows, const columns *p, long first, const float *restrict pivot, float *restrict sum, float *restrict squares) {
  long channels = p->channels;
  const float *restrict x = p->x + first;
  for (long j = 0; j < channels; j++) {
    float s = 0, q = 0;
#pragma unroll
    for (long row = 0; row < rows; row++) {
      float deviation = x[row * channels + j] - pivot[j];
      s += deviation;
      q += deviation * deviation;
    }
    sum[j] += s;
    squares[j] += q;
  }
}

// Of each chunk a pivot, its mean but for rounding, and the sums of the deviations from it and of their squares.
KERNEL(sum_deviations) {
  const columns *p = arguments;
  for (long chunk = begin; chunk < end; chunk++) {
    float *pivot = p->pivot + chunk * p->channels, *sum = p->sum + chunk * p->channels;
    float *squares = p->moment + chunk * p->channels;
    for (long j = 0; j < p->channels; j++) pivot[j] = sum[j] = squares[j] = 0;
    EACH_GROUP(GROUP, add_rows, p, chunk * p->chunk_rows, end_of_chunk(p, chunk), pivot)
    float n = (float)rows_in_chunk(p, chunk);
    for (long j = 0; j < p->channels; j++) pivot[j] /= n;
    EACH_GROUP(GROUP, add_deviations, p, chunk * p->chunk_rows, end_of_chunk(p, chunk), pivot, sum, squares)
  }
}

// Chan et al. (1983), "Algorithms for computing the sample variance": the squares about each pivot, moved to the mean.
CLONES(static, void, gather_statistics, (const columns *p, float *mean, float *variance), (p, mean, variance)) {
  for (long first = 0; first < p->channels; first += BLOCK) {
    long width = p->channels - first < BLOCK ? p->channels - first : BLOCK;
    double center[BLOCK] = {0}, squares[BLOCK] = {0};
    for (long chunk = 0; chunk < p->chunks; chunk++) {
      const float *pivot = p->pivot + chunk * p->channels + first, *sum = p->sum + chunk * p->channels + first;
      double n = (double)rows_in_chunk(p, chunk);
      for (long j = 0; j < width; j++) center[j] += n * pivot[j] + sum[j];
    }
    for (long j = 0; j < width; j++) center[j] /= (double)p->rows;
    for (long chunk = 0; chunk < p->chunks; chunk++) {
      const float *pivot = p->pivot + chunk * p->channels + first, *sum = p->sum + chunk * p->channels + first;
      const float *moment = p->moment + chunk * p->channels + first;
      double n = (double)rows_in_chunk(p, chunk);
      for (long j = 0; j < width; j++) {
        double move = pivot[j] - center[j];
        squares[j] += moment[j] + move * (2.0 * sum[j] + n * move);
      }
    }
    for (long j = 0; j < width; j++) {
      mean[first + j] = (float)center[j];
      variance[first + j] = squares[j] < 0 ? 0 : (float)(squares[j] / (double)p->rows);
    }
  }
}

void kernels_batch_statistics(long rows, long channels, const float *x, float *mean, float *variance) {
  columns p = columns_of(rows, channels, x);
  long partial = p.chunks * channels;
  p.pivot = block_of(sizeof(float) * 3 * (size_t)partial);
  p.sum = p.pivot + partial;
  p.moment = p.sum + partial;
  kernels_parallel_for(p.chunks, 1, sum_deviations, &p);
  gather_statistics(&p, mean, variance);
  free(p.pivot);
}

// y = f((x − mean) factor + shift)
#define DEFINE_NORMALIZE(name)                                                                         \
  INLINE void normalize_##name##_rows(long rows, const columns *p, long first, float *restrict y) {    \
    long channels = p->channels;                                                                       \
    const float *restrict means = p->mean, *restrict factors = p->factor, *restrict shifts = p->shift; \
    const float *restrict x = p->x + first;                                                            \
    for (long j = 0; j < channels; j++) {                                                              \
      float mean = means[j], factor = factors[j], shift = shifts[j];                                   \
      _Pragma("unroll") for (long row = 0; row < rows; row++) {                                        \
        long i = row * channels + j;                                                                   \
        y[first + i] = name##_value((x[i] - mean) * factor + shift);                                   \
      }                                                                                                \
    }                                                                                                  \
  }                                                                                                    \
  KERNEL(normalize_##name) {                                                                           \
    const columns *p = arguments;                                                                      \
    EACH_GROUP(GROUP, normalize_##name##_rows, p, begin, end, p->result)                                \
  }
EACH_ACTIVATION(DEFINE_NORMALIZE)
#define NORMALIZE(name) normalize_##name,
static const kernels_range normalize[] = {EACH_ACTIVATION(NORMALIZE)};

void kernels_batch_normalize(
    long rows, long channels, int activation, float epsilon, const float *x, const float *mean, const float *variance,
    const float *scale, const float *offset, float *y) {
  columns p = columns_of(rows, channels, x);
  float *factor = block_of(sizeof(float) * (size_t)channels);
  for (long j = 0; j < channels; j++) factor[j] = (float)(scale[j] / sqrt((double)variance[j] + epsilon));
  p.mean = mean, p.factor = factor, p.shift = offset, p.result = y;
  kernels_parallel_for(rows, GRAIN / (channels + 1), normalize[activation], &p);
  free(factor);
}

// With d = dy f′: Σ d and Σ d (x − mean) of each chunk; then dx = factor (d − shift − slope (x − mean)), where dx may be
// dy, so that no more than the three arrays need fit into the cache.
#define DEFINE_PULLBACK(name)                                                                          \
  INLINE void add_##name##_rows(                                                                       \
      long rows, const columns *p, long first, const float *restrict mean, float *restrict sum,        \
      float *restrict moment) {                                                                        \
    long channels = p->channels;                                                                       \
    const float *restrict x = p->x + first, *restrict y = p->y + first, *restrict dy = p->dy + first;  \
    for (long j = 0; j < channels; j++) {                                                              \
      float s = 0, m = 0;                                                                              \
      _Pragma("unroll") for (long row = 0; row < rows; row++) {                                        \
        long i = row * channels + j;                                                                   \
        float d = dy[i] * name##_slope(y[i]);                                                          \
        s += d;                                                                                        \
        m += d * (x[i] - mean[j]);                                                                     \
      }                                                                                                \
      sum[j] += s;                                                                                     \
      moment[j] += m;                                                                                  \
    }                                                                                                  \
  }                                                                                                    \
  KERNEL(sum_##name) {                                                                                 \
    const columns *p = arguments;                                                                      \
    for (long chunk = begin; chunk < end; chunk++) {                                                   \
      float *sum = p->sum + chunk * p->channels, *moment = p->moment + chunk * p->channels;            \
      for (long j = 0; j < p->channels; j++) sum[j] = moment[j] = 0;                                   \
      EACH_GROUP(                                                                                      \
          PULLBACK_GROUP, add_##name##_rows, p, chunk * p->chunk_rows, end_of_chunk(p, chunk), p->mean, sum, moment) \
    }                                                                                                  \
  }                                                                                                    \
  INLINE void pull_back_##name##_rows(long rows, const columns *p, long first, float *result) {        \
    long channels = p->channels;                                                                       \
    const float *restrict means = p->mean, *restrict factors = p->factor, *restrict shifts = p->shift; \
    const float *restrict slopes = p->slope, *restrict x = p->x + first, *restrict y = p->y + first;   \
    const float *dy = p->dy + first;                                                                   \
    float *dx = result + first;                                                                        \
    _Pragma("clang loop vectorize(assume_safety)") for (long j = 0; j < channels; j++) {               \
      float mean = means[j], factor = factors[j], shift = shifts[j], slope = slopes[j];                \
      _Pragma("unroll") for (long row = 0; row < rows; row++) {                                        \
        long i = row * channels + j;                                                                   \
        dx[i] = factor * (dy[i] * name##_slope(y[i]) - shift - slope * (x[i] - mean));                 \
      }                                                                                                \
    }                                                                                                  \
  }                                                                                                    \
  KERNEL(pull_back_##name) {                                                                           \
    const columns *p = arguments;                                                                      \
    EACH_GROUP(PULLBACK_GROUP, pull_back_##name##_rows, p, begin, end, p->result)                                \
  }
EACH_ACTIVATION(DEFINE_PULLBACK)
#define SUM(name) sum_##name,
#define PULL_BACK(name) pull_back_##name,
static const kernels_range sum_gradients[] = {EACH_ACTIVATION(SUM)}, pull_back[] = {EACH_ACTIVATION(PULL_BACK)};

CLONES(static, void, gather_gradients, (const columns *p, double *sum, double *moment), (p, sum, moment)) {
  for (long j = 0; j < p->channels; j++) sum[j] = moment[j] = 0;
  for (long chunk = 0; chunk < p->chunks; chunk++)
    for (long j = 0; j < p->channels; j++) {
      sum[j] += p->sum[chunk * p->channels + j];
      moment[j] += p->moment[chunk * p->channels + j];
    }
}

void kernels_batch_normalization_pullback(
    long rows, long channels, int activation, float epsilon, int given_statistics, const float *x, const float *y,
    const float *mean, const float *variance, const float *scale, const float *dy, float *dx, float *dscale,
    float *doffset) {
  columns p = columns_of(rows, channels, x);
  long partial = p.chunks * channels;
  double *sum = block_of(sizeof(double) * 2 * (size_t)channels), *moment = sum + channels;
  float *block = block_of(sizeof(float) * (2 * (size_t)partial + 3 * (size_t)channels));
  float *factor = block + 2 * partial, *shift = factor + channels, *slope = shift + channels;
  p.y = y, p.dy = dy, p.mean = mean, p.result = dx;
  p.sum = block, p.moment = block + partial;
  kernels_parallel_for(p.chunks, 1, sum_gradients[activation], &p);
  gather_gradients(&p, sum, moment);
  for (long j = 0; j < channels; j++) {
    double deviation = sqrt((double)variance[j] + epsilon), n = (double)rows;
    factor[j] = (float)(scale[j] / deviation);
    shift[j] = given_statistics ? 0 : (float)(sum[j] / n);
    slope[j] = given_statistics ? 0 : (float)(moment[j] / n / (deviation * deviation));
    dscale[j] = (float)(moment[j] / deviation);
    doffset[j] = (float)sum[j];
  }
  p.factor = factor, p.shift = shift, p.slope = slope;
  kernels_parallel_for(rows, GRAIN / (channels + 1), pull_back[activation], &p);
  free(block);
  free(sum);
}
