// Reductions over the middle axis of outer × count × inner.
//
// A sum is accumulated in double, in an order that depends on the shape alone: partial sums over CHUNK elements, added
// in order. Threads share out whole chunks, so their number changes nothing.

#include <math.h>
#include <stdlib.h>

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

#define CHUNK 4096
// Columns summed together, whose sums stay in registers.
#define COLUMNS 64

typedef struct {
  long outer, count, inner;
  const float *x, *other, *dy;
  float *y;
  double *partial;
} arrays;

typedef float floats __attribute__((vector_size(32), aligned(4)));
typedef double doubles __attribute__((vector_size(64)));

// Four running sums of eight numbers each, so that the additions need not wait for each other.
INLINE double sum_run(long n, const float *x, int squares) {
  doubles sums[4] = {{0}};
  long i = 0;
  for (; i + 32 <= n; i += 32)
    for (int k = 0; k < 4; k++) {
      doubles values = __builtin_convertvector(*(const floats *)(x + i + 8 * k), doubles);
      sums[k] += squares ? values * values : values;
    }
  double rest = 0;
  for (; i < n; i++) rest += squares ? (double)x[i] * x[i] : (double)x[i];
  doubles all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return (((all[0] + all[4]) + (all[2] + all[6])) + ((all[1] + all[5]) + (all[3] + all[7]))) + rest;
}

// Rows, inner = 1: partial sums of each chunk of each row.
KERNEL(sum_chunks) {
  const arrays *p = arguments;
  long chunks = (p->count + CHUNK - 1) / CHUNK;
  for (long i = begin; i < end; i++) {
    long first = i % chunks * CHUNK, n = p->count - first < CHUNK ? p->count - first : CHUNK;
    p->partial[i] = sum_run(n, p->x + i / chunks * p->count + first, 0);
  }
}

KERNEL(sum_square_chunks) {
  const arrays *p = arguments;
  for (long i = begin; i < end; i++) {
    long first = i * CHUNK, n = p->count - first < CHUNK ? p->count - first : CHUNK;
    p->partial[i] = sum_run(n, p->x + first, 1);
  }
}

// Columns: each unit of work is one block of columns of one chunk of rows of one outer index.
typedef struct {
  const arrays *p;
  long blocks, chunks;
} column_work;

INLINE void add_rows(long rows, long stride, long width, const float *restrict x, double *restrict total) {
  for (long row = 0; row < rows; row++, x += stride)
    for (long j = 0; j < width; j++) total[j] += x[j];
}

KERNEL(sum_columns) {
  const column_work *work = arguments;
  const arrays *p = work->p;
  for (long unit = begin; unit < end; unit++) {
    long block = unit % work->blocks, chunk = unit / work->blocks % work->chunks, outer = unit / work->blocks / work->chunks;
    long first = block * COLUMNS, width = p->inner - first < COLUMNS ? p->inner - first : COLUMNS;
    long top = chunk * CHUNK, bottom = p->count < top + CHUNK ? p->count : top + CHUNK;
    double total[COLUMNS] = {0};
    const float *x = p->x + (outer * p->count + top) * p->inner + first;
    if (width == COLUMNS) add_rows(bottom - top, p->inner, COLUMNS, x, total);
    else add_rows(bottom - top, p->inner, width, x, total);
    double *partial = p->partial + (outer * work->chunks + chunk) * p->inner + first;
    for (long j = 0; j < width; j++) partial[j] = total[j];
  }
}

// Partial sums that stand on the stack: those of a bias, of a batch of a few hundred.
#define FEW 512

void kernels_sum(long outer, long count, long inner, const float *x, float *y) {
  long chunks = (count + CHUNK - 1) / CHUNK;
  if (outer * chunks * inner == 0) {
    for (long i = 0; i < outer * inner; i++) y[i] = 0;
    return;
  }
  long sums = outer * chunks * inner;
  double few[FEW], *partial = sums <= FEW ? few : malloc(sizeof(double) * (size_t)sums);
  if (!partial) abort();
  arrays p = {.outer = outer, .count = count, .inner = inner, .x = x, .partial = partial};
  long chunk_size = count < CHUNK ? count : CHUNK;
  if (inner == 1) {
    kernels_parallel_for(outer * chunks, GRAIN / chunk_size, sum_chunks, &p);
  } else {
    column_work work = {&p, (inner + COLUMNS - 1) / COLUMNS, chunks};
    long unit = chunk_size * (inner < COLUMNS ? inner : COLUMNS);
    kernels_parallel_for(outer * work.chunks * work.blocks, GRAIN / unit, sum_columns, &work);
  }
  for (long o = 0; o < outer; o++)
    for (long j = 0; j < inner; j++) {
      double total = 0;
      for (long chunk = 0; chunk < chunks; chunk++) total += partial[(o * chunks + chunk) * inner + j];
      y[o * inner + j] = (float)total;
    }
  if (partial != few) free(partial);
}

double kernels_sum_of_squares(long count, const float *x) {
  long chunks = (count + CHUNK - 1) / CHUNK;
  double total = 0, *partial = malloc(sizeof(double) * (size_t)(chunks + 1));
  if (!partial) abort();
  arrays p = {.count = count, .x = x, .partial = partial};
  kernels_parallel_for(chunks, GRAIN / CHUNK, sum_square_chunks, &p);
  for (long i = 0; i < chunks; i++) total += partial[i];
  free(partial);
  return total;
}

// One outer index at a time. A NaN anywhere makes the maximum NaN.
KERNEL(maximum_range) {
  const arrays *p = arguments;
  for (long outer = begin; outer < end; outer++) {
    const float *x = p->x + outer * p->count * p->inner;
    float *y = p->y + outer * p->inner;
    for (long j = 0; j < p->inner; j++) y[j] = -INFINITY;
    for (long i = 0; i < p->count; i++)
      for (long j = 0; j < p->inner; j++) {
        float value = x[i * p->inner + j];
        y[j] = value > y[j] || value != value ? value : y[j];
      }
  }
}

void kernels_maximum(long outer, long count, long inner, const float *x, float *y) {
  arrays p = {.outer = outer, .count = count, .inner = inner, .x = x, .y = y};
  kernels_parallel_for(outer, GRAIN / (count * inner + 1), maximum_range, &p);
}

// So many exponentials are computed together, and then added one after another.
#define TOGETHER 16

// The greatest of count numbers that lie stride apart, in lanes of which each is the greatest so far; NaN if any is.
INLINE float greatest(long count, long stride, const float *restrict x) {
  float lanes[TOGETHER], maximum = -INFINITY;
  for (int lane = 0; lane < TOGETHER; lane++) lanes[lane] = -INFINITY;
  long i = 0;
  for (; i + TOGETHER <= count; i += TOGETHER)
    for (int lane = 0; lane < TOGETHER; lane++) {
      float value = x[(i + lane) * stride];
      lanes[lane] = value > lanes[lane] || value != value ? value : lanes[lane];
    }
  for (; i < count; i++) {
    float value = x[i * stride];
    maximum = value > maximum || value != value ? value : maximum;
  }
  for (int lane = 0; lane < TOGETHER; lane++)
    maximum = lanes[lane] > maximum || lanes[lane] != lanes[lane] ? lanes[lane] : maximum;
  return maximum;
}

// m + log Σ exp(x − m), m the maximum; m itself where m is infinite.
INLINE float logsumexp(long count, long stride, const float *restrict x) {
  float maximum = greatest(count, stride, x), shift = maximum - maximum == 0 ? maximum : 0;
  double total = 0;
  long i = 0;
  for (; i + TOGETHER <= count; i += TOGETHER) {
    float exponentials[TOGETHER];
    for (int j = 0; j < TOGETHER; j++) exponentials[j] = v_exp(x[(i + j) * stride] - shift);
    for (int j = 0; j < TOGETHER; j++) total += exponentials[j];
  }
  for (; i < count; i++) total += v_exp(x[i * stride] - shift);
  return shift == maximum ? shift + v_log((float)total) : maximum;
}

KERNEL(logsumexp_range) {
  const arrays *p = arguments;
  for (long k = begin; k < end; k++) {
    const float *x = p->x + k / p->inner * p->count * p->inner + k % p->inner;
    p->y[k] = p->inner == 1 ? logsumexp(p->count, 1, x) : logsumexp(p->count, p->inner, x);
  }
}

void kernels_logsumexp(long outer, long count, long inner, const float *x, float *y) {
  arrays p = {.outer = outer, .count = count, .inner = inner, .x = x, .y = y};
  kernels_parallel_flushing(outer * inner, GRAIN / (count + 1), logsumexp_range, &p);
}

// y is rounded, by as much as 2⁻²⁴ |y|, which scales its exponentials alike: dividing by their sum takes that out.
INLINE void logsumexp_pullback(long count, long stride, const float *restrict x, float y, float dy, float *restrict dx) {
  double total = 0;
  for (long i = 0; i < count; i++) dx[i * stride] = v_exp(x[i * stride] - y);
  for (long i = 0; i < count; i++) total += dx[i * stride];
  float factor = dy / (float)total;
  for (long i = 0; i < count; i++) dx[i * stride] *= factor;
}

KERNEL(logsumexp_pullback_range) {
  const arrays *p = arguments;
  for (long k = begin; k < end; k++) {
    long first = k / p->inner * p->count * p->inner + k % p->inner;
    if (p->inner == 1) logsumexp_pullback(p->count, 1, p->x + first, p->other[k], p->dy[k], p->y + first);
    else logsumexp_pullback(p->count, p->inner, p->x + first, p->other[k], p->dy[k], p->y + first);
  }
}

void kernels_logsumexp_pullback(
    long outer, long count, long inner, const float *x, const float *y, const float *dy, float *dx) {
  arrays p = {.outer = outer, .count = count, .inner = inner, .x = x, .other = y, .dy = dy, .y = dx};
  kernels_parallel_flushing(outer * inner, GRAIN / (count + 1), logsumexp_pullback_range, &p);
}

long kernels_first_non_finite(long count, const float *x) {
  for (long i = 0; i < count; i++)
    if (!(x[i] - x[i] == 0)) return i;
  return -1;
}
