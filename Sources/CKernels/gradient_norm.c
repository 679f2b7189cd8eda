// The Euclidean norm of several arrays together, which every training step asks of its gradients.
//
// Squares, and sums of eight of them, are single numbers, so that the loop reads as fast as the memory gives; sums of these
// are double. All terms are positive: the norm is right to 1.2e-7 of itself. A square beyond the range of a float, or a
// sum so small that squares may have vanished in it, is found out by the sum, which is then computed in double throughout.
//
// The order of the additions depends on the arrays' sizes alone. Threads share out whole chunks.

#include <math.h>
#include <stdlib.h>

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

#define CHUNK 4096
#define LANES 16
// Squares below 2⁻¹⁴⁹ vanish: of 10⁹ numbers, less than 1e-10 of a sum above this.
#define SMALLEST_SUM 1e-25

typedef float floats __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));
typedef double doubles __attribute__((vector_size(LANES / 2 * sizeof(double))));

typedef struct {
  long count;
  const float *const *x;
  const long *counts;
  double *partial;
} arrays;

INLINE long chunks_of(long count) { return (count + CHUNK - 1) / CHUNK; }

INLINE double sum_of_squares(long n, const float *x) {
  doubles low = {0}, high = {0};
  long i = 0;
  for (; i + 8 * LANES <= n; i += 8 * LANES) {
    floats pairs[4];
    for (int k = 0; k < 4; k++) {
      floats a = *(const floats *)(x + i + 2 * k * LANES), b = *(const floats *)(x + i + (2 * k + 1) * LANES);
      pairs[k] = a * a + b * b;
    }
    floats eight = (pairs[0] + pairs[1]) + (pairs[2] + pairs[3]);
    low += __builtin_convertvector(__builtin_shufflevector(eight, eight, 0, 1, 2, 3, 4, 5, 6, 7), doubles);
    high += __builtin_convertvector(__builtin_shufflevector(eight, eight, 8, 9, 10, 11, 12, 13, 14, 15), doubles);
  }
  double rest = 0;
  for (; i < n; i++) rest += (double)x[i] * x[i];
  doubles all = low + high;
  return (((all[0] + all[4]) + (all[2] + all[6])) + ((all[1] + all[5]) + (all[3] + all[7]))) + rest;
}

// A slice has as large a share of each array: a thread then reads the part of each that the optimiser gives it next.
#define SLICES 64

// Chunks are numbered through the arrays.
KERNEL(sum_slices) {
  const arrays *p = arguments;
  for (long array = 0, first = 0; array < p->count; array++) {
    long chunks = chunks_of(p->counts[array]);
    for (long chunk = chunks * begin / SLICES; chunk < chunks * end / SLICES; chunk++) {
      long start = chunk * CHUNK, rest = p->counts[array] - start;
      p->partial[first + chunk] = sum_of_squares(rest < CHUNK ? rest : CHUNK, p->x[array] + start);
    }
    first += chunks;
  }
}

double kernels_norm(long count, const float *const *x, const long *counts) {
  long chunks = 0;
  for (long array = 0; array < count; array++) chunks += chunks_of(counts[array]);
  double total = 0, *partial = malloc(sizeof(double) * (size_t)(chunks + 1));
  if (!partial) abort();
  arrays p = {count, x, counts, partial};
  kernels_parallel_for(SLICES, chunks > GRAIN / CHUNK ? 1 : SLICES, sum_slices, &p);
  for (long chunk = 0; chunk < chunks; chunk++) total += partial[chunk];
  free(partial);
  if (!(total > SMALLEST_SUM && total < INFINITY)) {
    total = 0;
    for (long array = 0; array < count; array++) total += kernels_sum_of_squares(counts[array], x[array]);
  }
  return sqrt(total);
}
