// The gradient of a convolution with respect to its weights: under each tap, a sum over the pixels of the result of an outer
// product of channels. Images are summed one after another in chunks that the shape alone decides, and the chunks in order.

#include "convolution.h"
#include "transpose.h"

#define CHUNKS 8

typedef struct {
  const kernels_convolution *shape;
  const tile_kernels *kernels;
  padded_axis rows, columns;
  long chunks, outputs, slot, partial_size;
  const float *x, *dy;
  float *slots, *partial, *weights;
} sums;

static sums sums_of(const kernels_convolution *s) {
  sums p = {
      .shape = s, .kernels = kernels_tiles(), .rows = {(s->rows.output - 1) * s->rows.stride + s->rows.window, s->rows.before},
      .columns = {(s->columns.output - 1) * s->columns.stride + s->columns.window, s->columns.before},
      .chunks = s->images < CHUNKS ? s->images : CHUNKS, .outputs = whole(s->outputs)};
  p.slot = p.rows.extent * p.columns.extent * s->inputs;
  if (p.outputs > s->outputs) p.slot += s->rows.output * s->columns.output * p.outputs;
  p.partial_size = s->rows.window * s->columns.window * s->inputs * p.outputs;
  return p;
}

long kernels_convolution_weights_scratch(const kernels_convolution *shape) {
  sums p = sums_of(shape);
  return kernels_thread_count() * p.slot + p.chunks * p.partial_size;
}

static void chunk_range(const void *arguments, long begin, long end) {
  const sums *p = arguments;
  const kernels_convolution *s = p->shape;
  float *copy = p->slots + kernels_thread_number() * p->slot, *filled = copy + p->rows.extent * p->columns.extent * s->inputs;
  long pixels = s->rows.output * s->columns.output, row = p->columns.extent * s->inputs, width;
  long taps = s->columns.window * s->inputs;
  for (long chunk = begin; chunk < end; chunk++) {
    long first = s->images * chunk / p->chunks, last = s->images * (chunk + 1) / p->chunks;
    for (long n = first; n < last; n++) {
      const float *x = padded_image(
          p->x + n * s->rows.input * s->columns.input * s->inputs, s->rows.input, s->columns.input, s->inputs, p->rows,
          p->columns, copy);
      const float *dy = p->dy + n * pixels * s->outputs;
      if (p->outputs > s->outputs) {
        for (long pixel = 0; pixel < pixels; pixel++)
          for (long c = 0; c < p->outputs; c++)
            filled[pixel * p->outputs + c] = c < s->outputs ? dy[pixel * s->outputs + c] : 0;
        dy = filled;
      }
      for (long h = 0; h < s->rows.window; h++)
        for (long column = 0; column < p->outputs; column += width) {
          width = strip_width(p->kernels, column, p->outputs);
          tiles t = {
              .rows = taps, .segments = s->rows.output, .inner = s->columns.output, .a = x + h * row,
              .a_segment = s->rows.stride * row, .a_row = 1, .a_step = s->columns.stride * s->inputs, .b = dy + column,
              .b_segment = s->columns.output * p->outputs, .b_step = p->outputs,
              .c = p->partial + chunk * p->partial_size + h * taps * p->outputs + column, .c_row = p->outputs,
              .add = n > first};
          p->kernels->run(&t, width);
        }
    }
  }
}

KERNEL(sum_range) {
  const sums *p = arguments;
  long inputs = p->shape->inputs, outputs = p->shape->outputs;
  for (long tap = begin; tap < end; tap++) {
    float *partial = p->partial + tap * inputs * p->outputs, *to = p->weights + tap * inputs * outputs;
    for (long i = 0; i < inputs; i++) {
      float *restrict total = partial + i * p->outputs;
      for (long chunk = 1; chunk < p->chunks; chunk++) {
        const float *restrict other = total + chunk * p->partial_size;
        for (long c = 0; c < p->outputs; c++) total[c] += other[c];
      }
    }
    if (p->shape->weights_are_turned) transpose(inputs, outputs, partial, p->outputs, to, inputs);
    else
      for (long i = 0; i < inputs; i++)
        memcpy(to + i * outputs, partial + i * p->outputs, (size_t)outputs * sizeof(float));
  }
}

void kernels_convolution_weights(
    const kernels_convolution *shape, const float *x, const float *dy, float *scratch, float *weights) {
  sums p = sums_of(shape);
  p.x = x, p.dy = dy, p.weights = weights, p.partial = scratch, p.slots = scratch + p.chunks * p.partial_size;
  kernels_parallel_flushing(p.chunks, PRODUCTS / products_of_image(shape), chunk_range, &p);
  long taps = shape->rows.window * shape->columns.window;
  kernels_parallel_for(taps, GRAIN / (p.chunks * shape->inputs * p.outputs), sum_range, &p);
}
