// The transpose of a matrix, in blocks of 8 × 8 that are turned within registers.

#include "CKernels.h"
#include "parallel.h"

#define SIDE 8

typedef float row __attribute__((vector_size(SIDE * sizeof(float)), aligned(4)));

typedef struct {
  long rows, columns, x_stride, y_stride;
  const float *x;
  float *y;
} matrix;

// Three rounds of exchanges between rows 1, 2 and 4 apart turn a block: the round at distance d swaps the off-diagonal
// quarters of every 2d × 2d square.
static inline __attribute__((always_inline)) void turn(row block[SIDE]) {
#define EXCHANGE(distance, low, high)                                  \
  for (int i = 0; i < SIDE; i++)                                       \
    if (!(i & distance)) {                                             \
      row a = block[i], b = block[i + distance];                       \
      block[i] = low;                                                  \
      block[i + distance] = high;                                      \
    }
  EXCHANGE(1, __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14),
           __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15))
  EXCHANGE(2, __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13),
           __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15))
  EXCHANGE(4, __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11),
           __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
#undef EXCHANGE
}

// A unit of work is a band of columns, a cache line wide: it reads whole lines and writes whole rows of the result.
#define BAND (2 * SIDE)

CLONES static void transpose_range(const void *arguments, long begin, long end) {
  const matrix *p = arguments;
  for (long unit = begin; unit < end; unit++) {
    long first = unit * BAND, last = p->columns - first < BAND ? p->columns : first + BAND;
    long whole = last - (last - first) % SIDE, top = 0;
    for (; top + SIDE <= p->rows; top += SIDE)
      for (long column = first; column < whole; column += SIDE) {
        row block[SIDE];
        for (int i = 0; i < SIDE; i++) block[i] = *(const row *)(p->x + (top + i) * p->x_stride + column);
        turn(block);
        for (int i = 0; i < SIDE; i++) *(row *)(p->y + (column + i) * p->y_stride + top) = block[i];
      }
    // What is left at the right of the blocks, and below them.
    for (long column = first; column < last; column++)
      for (long i = column < whole ? top : 0; i < p->rows; i++)
        p->y[column * p->y_stride + i] = p->x[i * p->x_stride + column];
  }
}

void kernels_transpose(long rows, long columns, const float *x, long x_stride, float *y, long y_stride) {
  matrix p = {rows, columns, x_stride, y_stride, x, y};
  kernels_parallel_for((columns + BAND - 1) / BAND, GRAIN / (BAND * (rows + 1)) + 1, transpose_range, &p);
}
