// A function of a few arrays, row by row, and its slopes by every element.
//
// Of each row of `extent` elements of every array the value is one number: with an extent of 1, arrays of numbers. Values and
// slopes are computed in double precision and rounded once.

#ifndef ROW_FUNCTION_H
#define ROW_FUNCTION_H

#include "CKernels.h"
#include "double_math.h"
#include "parallel.h"

#define MOST_ARGUMENTS 4

typedef struct {
  long extent;
  int count;
  const float *const *x;
  float *y, *const *slopes;
  double (*value)(long extent, const float *const *x);
  void (*slope)(long extent, const float *const *x, float *const *slopes);
} row_arrays;

static void row_value_range(const void *arguments, long begin, long end) {
  const row_arrays *p = arguments;
  const float *x[MOST_ARGUMENTS];
  for (long row = begin; row < end; row++) {
    for (int k = 0; k < p->count; k++) x[k] = p->x[k] + row * p->extent;
    p->y[row] = (float)p->value(p->extent, x);
  }
}

static void row_slope_range(const void *arguments, long begin, long end) {
  const row_arrays *p = arguments;
  const float *x[MOST_ARGUMENTS];
  float *slopes[MOST_ARGUMENTS];
  for (long row = begin; row < end; row++) {
    for (int k = 0; k < p->count; k++) x[k] = p->x[k] + row * p->extent, slopes[k] = p->slopes[k] + row * p->extent;
    p->slope(p->extent, x, slopes);
  }
}

#define ROW_GRAIN(extent) (ARITHMETIC_GRAIN / 32 / (extent > 0 ? extent : 1))

// From NAME_value and NAME_slopes, functions of one row.
#define ROW_FUNCTION(name, arguments)                                                                             \
  void kernels_##name(long rows, long extent, const float *const *x, float *y) {                                  \
    row_arrays p = {.extent = extent, .count = arguments, .x = x, .y = y, .value = name##_value};                 \
    kernels_parallel_for(rows, ROW_GRAIN(extent), row_value_range, &p);                                           \
  }                                                                                                               \
  void kernels_##name##_slopes(long rows, long extent, const float *const *x, float *const *slopes) {             \
    row_arrays p = {.extent = extent, .count = arguments, .x = x, .slopes = slopes, .slope = name##_slopes};      \
    kernels_parallel_for(rows, ROW_GRAIN(extent), row_slope_range, &p);                                           \
  }

#endif
