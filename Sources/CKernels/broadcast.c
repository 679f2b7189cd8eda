// Arrays of unequal strides: broadcasted arithmetic, strided copies, nearest-neighbour upsampling.

#include <string.h>

#include "CKernels.h"
#include "parallel.h"

typedef struct {
  int operation, rank;
  const long *shape, *a_strides, *b_strides;
  const float *a, *b;
  float *y;
} binary_arguments;

// One row: the last axis, along which each operand is dense (1) or repeated (0).
#define ROW(expression)                                                        \
  if (a_step && b_step)                                                        \
    for (long i = 0; i < n; i++) { float l = a[i], r = b[i]; y[i] = expression; } \
  else if (a_step)                                                             \
    for (long i = 0; i < n; i++) { float l = a[i], r = *b; y[i] = expression; }   \
  else if (b_step)                                                             \
    for (long i = 0; i < n; i++) { float l = *a, r = b[i]; y[i] = expression; }   \
  else                                                                         \
    for (long i = 0; i < n; i++) { float l = *a, r = *b; y[i] = expression; }

static inline __attribute__((always_inline)) void binary_row(
    int operation, long n, const float *restrict a, long a_step, const float *restrict b, long b_step,
    float *restrict y) {
  switch (operation) {
    case KERNELS_ADD: ROW(l + r) break;
    case KERNELS_SUBTRACT: ROW(l - r) break;
    case KERNELS_MULTIPLY: ROW(l * r) break;
    default: ROW(l / r) break;
  }
}

// The offset of the row with the given number: its index along every axis but the last, times the strides.
static inline long row_offset(long row, int rank, const long *shape, const long *strides) {
  long offset = 0;
  for (int axis = rank - 2; axis >= 0; axis--) {
    offset += row % shape[axis] * strides[axis];
    row /= shape[axis];
  }
  return offset;
}

KERNEL(binary_range) {
  const binary_arguments *p = arguments;
  long length = p->shape[p->rank - 1], a_step = p->a_strides[p->rank - 1], b_step = p->b_strides[p->rank - 1];
  while (begin < end) {
    long row = begin / length, column = begin % length;
    long n = length - column < end - begin ? length - column : end - begin;
    binary_row(
        p->operation, n, p->a + row_offset(row, p->rank, p->shape, p->a_strides) + column * a_step, a_step,
        p->b + row_offset(row, p->rank, p->shape, p->b_strides) + column * b_step, b_step, p->y + begin);
    begin += n;
  }
}

void kernels_binary(
    int operation, int rank, const long *shape, const float *a, const long *a_strides, const float *b,
    const long *b_strides, float *y) {
  long count = 1;
  for (int axis = 0; axis < rank; axis++) count *= shape[axis];
  binary_arguments p = {operation, rank, shape, a_strides, b_strides, a, b, y};
  kernels_parallel_for(count, GRAIN, binary_range, &p);
}

typedef struct {
  int rank;
  const long *shape, *x_strides, *y_strides;
  const float *x;
  float *y;
} copy_arguments;

KERNEL(copy_range) {
  const copy_arguments *p = arguments;
  long length = p->shape[p->rank - 1], x_step = p->x_strides[p->rank - 1], y_step = p->y_strides[p->rank - 1];
  for (long row = begin; row < end; row++) {
    const float *x = p->x + row_offset(row, p->rank, p->shape, p->x_strides);
    float *y = p->y + row_offset(row, p->rank, p->shape, p->y_strides);
    if (x_step == 1 && y_step == 1) memcpy(y, x, sizeof(float) * (size_t)length);
    else if (x_step == 0 && y_step == 1) {
      // A number repeated, which the compiler can write a vector at a time.
      float value = *x;
      for (long i = 0; i < length; i++) y[i] = value;
    } else
      for (long i = 0; i < length; i++) y[i * y_step] = x[i * x_step];
  }
}

void kernels_copy_strided(
    int rank, const long *shape, const float *x, const long *x_strides, float *y, const long *y_strides) {
  long rows = 1;
  for (int axis = 0; axis < rank - 1; axis++) rows *= shape[axis];
  copy_arguments p = {rank, shape, x_strides, y_strides, x, y};
  if (shape[rank - 1] > 0) kernels_parallel_for(rows, GRAIN / shape[rank - 1], copy_range, &p);
}

typedef struct {
  long h, w, c, factor;
  const float *x;
  float *y;
} upsample_arguments;

// One input row at a time: repeat its pixels along W, then the finished row along H.
static void upsample_range(const void *arguments, long begin, long end) {
  const upsample_arguments *p = arguments;
  long row = p->w * p->factor * p->c;
  for (long i = begin; i < end; i++) {
    float *first = p->y + i * p->factor * row;
    for (long j = 0; j < p->w; j++)
      for (long k = 0; k < p->factor; k++)
        memcpy(first + (j * p->factor + k) * p->c, p->x + (i * p->w + j) * p->c, sizeof(float) * (size_t)p->c);
    for (long k = 1; k < p->factor; k++) memcpy(first + k * row, first, sizeof(float) * (size_t)row);
  }
}

void kernels_upsample(long n, long h, long w, long c, long factor, const float *x, float *y) {
  upsample_arguments p = {h, w, c, factor, x, y};
  kernels_parallel_for(n * h, GRAIN / (1 + w * c * factor * factor), upsample_range, &p);
}

KERNEL(upsample_pullback_range) {
  const upsample_arguments *p = arguments;
  long c = p->c, row = p->w * p->factor * c;
  for (long i = begin; i < end; i++)
    for (long j = 0; j < p->w; j++) {
      float *restrict dx = p->y + (i * p->w + j) * c;
      for (long k = 0; k < c; k++) dx[k] = 0;
      for (long down = 0; down < p->factor; down++)
        for (long right = 0; right < p->factor; right++) {
          const float *restrict dy = p->x + (i * p->factor + down) * row + (j * p->factor + right) * c;
          for (long k = 0; k < c; k++) dx[k] += dy[k];
        }
    }
}

void kernels_upsample_pullback(long n, long h, long w, long c, long factor, const float *dy, float *dx) {
  upsample_arguments p = {h, w, c, factor, dy, dx};
  kernels_parallel_for(n * h, GRAIN / (1 + w * c * factor * factor), upsample_pullback_range, &p);
}
