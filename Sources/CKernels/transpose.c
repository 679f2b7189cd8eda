// The transpose of a matrix, shared out.

#include "transpose.h"
#include "CKernels.h"
#include "parallel.h"

typedef struct {
  long rows, columns, x_stride, y_stride;
  const float *x;
  float *y;
} matrix;

// A unit of work is a band of columns, a cache line wide: it reads whole lines and writes whole rows of the result.
#define BAND (2 * TRANSPOSE_SIDE)

KERNEL(transpose_range) {
  const matrix *p = arguments;
  for (long unit = begin; unit < end; unit++) {
    long first = unit * BAND, width = p->columns - first < BAND ? p->columns - first : BAND;
    transpose(p->rows, width, p->x + first, p->x_stride, p->y + first * p->y_stride, p->y_stride);
  }
}

void kernels_transpose(long rows, long columns, const float *x, long x_stride, float *y, long y_stride) {
  matrix p = {rows, columns, x_stride, y_stride, x, y};
  kernels_parallel_for((columns + BAND - 1) / BAND, GRAIN / (BAND * (rows + 1)) + 1, transpose_range, &p);
}
