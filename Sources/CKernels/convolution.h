// What the files of the convolutions share.

#ifndef CONVOLUTION_H
#define CONVOLUTION_H

#include <string.h>

#include "CKernels.h"
#include "parallel.h"
#include "tiles.h"

// A multiple of every number of lanes.
#define WHOLE 16

static inline long whole(long channels) { return (channels + WHOLE - 1) / WHOLE * WHOLE; }

static inline long products_of_image(const kernels_convolution *s) {
  return s->rows.output * s->rows.window * s->columns.output * s->columns.window * s->inputs * s->outputs;
}

// One axis of an image with zeros around it, or with pixels left out at its ends.
typedef struct {
  long extent, before;
} padded_axis;

// One image, where it is asked for with zeros around it; where there are none to add, as it is.
static inline const float *padded_image(
    const float *image, long height, long width, long channels, padded_axis rows, padded_axis columns, float *copy) {
  if (rows.before == 0 && columns.before == 0 && rows.extent <= height && columns.extent == width) return image;
  long row = columns.extent * channels;
  for (long i = 0; i < rows.extent; i++) {
    long from = i - rows.before;
    float *to = copy + i * row;
    if (from < 0 || from >= height) {
      memset(to, 0, (size_t)row * sizeof(float));
      continue;
    }
    // The columns that the image has of the row: none where it is asked for zeros alone.
    long first = columns.before > 0 ? columns.before : 0, last = width + columns.before;
    if (first > columns.extent) first = columns.extent;
    if (last > columns.extent) last = columns.extent;
    if (last < first) last = first;
    const float *pixels = image + (from * width + first - columns.before) * channels;
    memset(to, 0, (size_t)(first * channels) * sizeof(float));
    memcpy(to + first * channels, pixels, (size_t)((last - first) * channels) * sizeof(float));
    memset(to + last * channels, 0, (size_t)((columns.extent - last) * channels) * sizeof(float));
  }
  return copy;
}

// convolution_weights.c
long kernels_convolution_weights_scratch(const kernels_convolution *shape);

#endif
