// The transpose of a matrix on one thread, in blocks of 8 × 8 that are turned within registers.

#ifndef TRANSPOSE_H
#define TRANSPOSE_H

#define TRANSPOSE_SIDE 8

typedef float transpose_row __attribute__((vector_size(TRANSPOSE_SIDE * sizeof(float)), aligned(4)));

// Three rounds of exchanges between rows 1, 2 and 4 apart turn a block: the round at distance d swaps the off-diagonal
// quarters of every 2d × 2d square.
static inline __attribute__((always_inline)) void turn(transpose_row block[TRANSPOSE_SIDE]) {
#define EXCHANGE(distance, low, high)                                  \
  for (int i = 0; i < TRANSPOSE_SIDE; i++)                             \
    if (!(i & distance)) {                                             \
      transpose_row a = block[i], b = block[i + distance];             \
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

// y[j · y_stride + i] = x[i · x_stride + j].
static inline __attribute__((always_inline)) void transpose(
    long rows, long columns, const float *x, long x_stride, float *y, long y_stride) {
  long whole = columns - columns % TRANSPOSE_SIDE, top = 0;
  for (; top + TRANSPOSE_SIDE <= rows; top += TRANSPOSE_SIDE)
    for (long column = 0; column < whole; column += TRANSPOSE_SIDE) {
      transpose_row block[TRANSPOSE_SIDE];
      for (int i = 0; i < TRANSPOSE_SIDE; i++) block[i] = *(const transpose_row *)(x + (top + i) * x_stride + column);
      turn(block);
      for (int i = 0; i < TRANSPOSE_SIDE; i++) *(transpose_row *)(y + (column + i) * y_stride + top) = block[i];
    }
  // What is left at the right of the blocks, and below them.
  for (long column = 0; column < columns; column++)
    for (long i = column < whole ? top : 0; i < rows; i++) y[column * y_stride + i] = x[i * x_stride + column];
}

#endif
