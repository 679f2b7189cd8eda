// From many channels to one: y[pixel] = b + Σ over taps and channels of x[pixel under the tap, channel] w[tap, channel].
//
// In the images as in the weights, the pixels under one row of the window lie one behind the other: each row is one dot
// product. Eight neighbouring pixels of the result are summed at once, each in the lanes of its own register, so that the
// images are read from memory once and the weights not for every pixel.

#include <string.h>

#include "parallel.h"
#include "single_channel.h"

#define BLOCK 8

typedef struct {
  const kernels_single_channel *shape;
  const float *x, *w;
  float bias;
  float *y;
} sum_arguments;

// Pixels of the result that a window has its places on: all of them, or every so many rows and columns of them.
typedef struct {
  kernels_single_channel_axis rows, columns;
  long channels;
  const float *w;
  long first, row_step, column_step;
} places;

// The sum of the lanes of each register: halves are added until one register holds them all.
INLINE void sum_lanes(const lanes *x, float *sums) {
  lanes halves[4], quarters[2];
  for (int j = 0; j < 4; j++) {
    lanes a = x[2 * j], b = x[2 * j + 1];
    halves[j] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
                __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  }
  for (int j = 0; j < 2; j++) {
    lanes a = halves[2 * j], b = halves[2 * j + 1];
    quarters[j] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
                  __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
  }
  lanes a = quarters[0], b = quarters[1];
  lanes pairs = __builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29) +
                __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31);
  for (int j = 0; j < BLOCK; j++) sums[j] = pairs[2 * j] + pairs[2 * j + 1];
}

// The rows or columns of the window that are inside the image at one of its places.
INLINE void clip(long place, const kernels_single_channel_axis *axis, long *first, long *end) {
  long start = place * axis->stride - axis->before;
  *first = start < 0 ? -start : 0;
  *end = axis->many - start < axis->window ? axis->many - start : axis->window;
}

// b + Σ over the window at each of count ≤ BLOCK places that are side by side and see the same columns of the window.
INLINE void sum_places(
    const places *p, const float *image, float bias, long row, long column, long left, long right, int count, float *y) {
  const kernels_single_channel_axis *rows = &p->rows, *columns = &p->columns;
  long channels = p->channels, step = columns->stride * channels, length = (right - left) * channels, top, bottom;
  clip(row, rows, &top, &bottom);
  lanes vectors[BLOCK] = {0};
  for (long down = top; down < bottom; down++) {
    const float *w = p->w + (down * columns->window + left) * channels;
    long y = row * rows->stride + down - rows->before, x = column * columns->stride + left - columns->before;
    const float *pixels = image + (y * columns->many + x) * channels;
    for (long c = 0; c < length; c += LANES) {
      lanes weight = *(const lanes *)(w + c);
      for (int j = 0; j < count; j++) vectors[j] += *(const lanes *)(pixels + j * step + c) * weight;
    }
  }
  float sums[BLOCK];
  sum_lanes(vectors, sums);
  for (int j = 0; j < count; j++) y[j * p->column_step] = bias + sums[j];
}

INLINE void sum_row(const places *p, const float *image, float bias, long row, float *y) {
  y += p->first + row * p->row_step;
  long column = 0;
  while (column < p->columns.single) {
    long left, right, last_left, last_right;
    clip(column, &p->columns, &left, &right);
    clip(column + BLOCK - 1, &p->columns, &last_left, &last_right);
    if (column + BLOCK <= p->columns.single && left == last_left && right == last_right) {
      sum_places(p, image, bias, row, column, left, right, BLOCK, y + column * p->column_step);
      column += BLOCK;
    } else {
      sum_places(p, image, bias, row, column, left, right, 1, y + column * p->column_step);
      column++;
    }
  }
}

// Where the places are on the images of many channels, the result's pixels lie under them one stride apart: those that
// begin with the same phase are under the same taps, in reverse, as if a window of these taps had its places on them.
// Returns the first of the taps.
INLINE long of_phase(const kernels_single_channel_axis *axis, long phase, kernels_single_channel_axis *result) {
  long tap = (phase + axis->before) % axis->stride;
  result->single = (axis->single - phase + axis->stride - 1) / axis->stride;
  result->many = axis->many;
  result->window = axis->window > tap ? (axis->window - tap + axis->stride - 1) / axis->stride : 0;
  result->stride = 1;
  result->before = result->window - 1 - (phase + axis->before - tap) / axis->stride;
  return tap;
}

// One row of each phase at a time, so that the rows under them are read from memory once.
KERNEL(sum_range) {
  const sum_arguments *p = arguments;
  const kernels_single_channel_axis *rows = &p->shape->rows, *columns = &p->shape->columns;
  int dense = p->shape->single_is_places;
  long channels = p->shape->channels, row_step = dense ? 1 : rows->stride, column_step = dense ? 1 : columns->stride;
  long count = (rows->single + row_step - 1) / row_step;
  for (long i = begin; i < end; i++) {
    const float *image = p->x + i / count * rows->many * columns->many * channels, *w = p->w;
    float *y = p->y + i / count * rows->single * columns->single;
    for (long down = 0; down < row_step; down++)
      for (long right = 0; right < column_step; right++) {
        places phase = {
            *rows, *columns, channels, w, down * columns->single + right, row_step * columns->single, column_step};
        if (!dense) {
          of_phase(rows, down, &phase.rows);
          of_phase(columns, right, &phase.columns);
        }
        if (i % count < phase.rows.single) sum_row(&phase, image, p->bias, i % count, y);
        w += phase.rows.window * phase.columns.window * channels;
      }
  }
}

// The weights of each phase, behind those of the phase before.
static void pack_weights(const kernels_single_channel *shape, const float *w, float *packed) {
  const kernels_single_channel_axis *rows = &shape->rows, *columns = &shape->columns;
  kernels_single_channel_axis below, beside;
  for (long down = 0; down < rows->stride; down++)
    for (long right = 0; right < columns->stride; right++) {
      long top = of_phase(rows, down, &below), left = of_phase(columns, right, &beside);
      for (long i = below.window - 1; i >= 0; i--)
        for (long j = beside.window - 1; j >= 0; j--, packed += shape->channels) {
          long tap = (top + i * rows->stride) * columns->window + left + j * columns->stride;
          memcpy(packed, w + tap * shape->channels, sizeof(float) * (size_t)shape->channels);
        }
    }
}

void kernels_single_channel_sum(
    const kernels_single_channel *shape, const float *x, const float *w, float bias, float *scratch, float *y) {
  const kernels_single_channel_axis *rows = &shape->rows, *columns = &shape->columns;
  long step = shape->single_is_places ? 1 : rows->stride;
  if (!shape->single_is_places) pack_weights(shape, w, scratch);
  sum_arguments p = {shape, x, shape->single_is_places ? w : scratch, bias, y};
  long row = columns->single * rows->window * columns->window * shape->channels;
  kernels_parallel_flushing(shape->images * ((rows->single + step - 1) / step), ARITHMETIC_GRAIN / row, sum_range, &p);
}
