// The largest pixel under each place of a window, channel by channel, and where it was.

#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "parallel.h"

typedef struct {
  kernels_convolution_axis rows, columns;
  long channels;
  const float *x, *dy;
  int32_t *choice;
  float *y, *dx;
} pooling;

// One row of places; the first of equals is chosen, and a NaN before all numbers.
KERNEL(forward_range) {
  const pooling *p = arguments;
  const kernels_convolution_axis *rows = &p->rows, *columns = &p->columns;
  for (long place = begin * columns->output; place < end * columns->output; place++) {
    long line = place / columns->output, image = line / rows->output;
    long top = line % rows->output * rows->stride - rows->before;
    long left = place % columns->output * columns->stride - columns->before;
    float *restrict y = p->y + place * p->channels;
    int32_t *restrict choice = p->choice + place * p->channels;
    for (long c = 0; c < p->channels; c++) y[c] = -INFINITY, choice[c] = -1;
    for (long row = top < 0 ? 0 : top; row < top + rows->window && row < rows->input; row++)
      for (long column = left < 0 ? 0 : left; column < left + columns->window && column < columns->input; column++) {
        int32_t pixel = (int32_t)(row * columns->input + column);
        const float *restrict x = p->x + (image * rows->input * columns->input + pixel) * p->channels;
        for (long c = 0; c < p->channels; c++) {
          int larger = x[c] > y[c] || choice[c] < 0 || (x[c] != x[c] && y[c] == y[c]);
          y[c] = larger ? x[c] : y[c];
          choice[c] = larger ? pixel : choice[c];
        }
      }
  }
}

void kernels_max_pool(
    long images, kernels_convolution_axis rows, kernels_convolution_axis columns, long channels, const float *x, float *y,
    int32_t *choice) {
  pooling p = {rows, columns, channels, .x = x, .choice = choice, .y = y};
  long row = columns.output * rows.window * columns.window * channels;
  kernels_parallel_for(images * rows.output, GRAIN / (row + 1), forward_range, &p);
}

// One image, since neighbouring places may share a pixel.
static void pullback_range(const void *arguments, long begin, long end) {
  const pooling *p = arguments;
  long places = p->rows.output * p->columns.output, size = p->rows.input * p->columns.input * p->channels;
  for (long image = begin; image < end; image++) {
    float *dx = p->dx + image * size;
    memset(dx, 0, (size_t)size * sizeof(float));
    for (long place = image * places; place < (image + 1) * places; place++)
      for (long c = 0; c < p->channels; c++) {
        int32_t pixel = p->choice[place * p->channels + c];
        if (pixel >= 0) dx[pixel * p->channels + c] += p->dy[place * p->channels + c];
      }
  }
}

void kernels_max_pool_pullback(
    long images, kernels_convolution_axis rows, kernels_convolution_axis columns, long channels, const float *dy,
    const int32_t *choice, float *dx) {
  pooling p = {rows, columns, channels, .dy = dy, .choice = (int32_t *)choice, .dx = dx};
  long size = rows.input * columns.input * channels;
  kernels_parallel_for(images, GRAIN / (size + 1), pullback_range, &p);
}
