// A strip of columns of a matrix, copied together for tiles.h.

#ifndef PANEL_H
#define PANEL_H

#include "CKernels.h"
#include "transpose.h"

// Some terms (rows) of a strip, row after row, with zeros where the matrix has no more columns.
static inline __attribute__((always_inline)) void pack(
    kernels_matrix b, long term, long terms, long column, long count, long width, float *panel) {
  const float *from = b.elements + term * b.row + column * b.column;
  if (b.row == 1 && b.column != 1) {
    transpose(count, terms, from, b.column, panel, width);
  } else {
    for (long k = 0; k < terms; k++)
      for (long j = 0; j < count; j++) panel[k * width + j] = from[k * b.row + j];
  }
  if (count < width)
    for (long k = 0; k < terms; k++)
      for (long j = count; j < width; j++) panel[k * width + j] = 0;
}

#endif
