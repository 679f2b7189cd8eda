// Convolutions and their transposes. Each pixel of the result is a sum over taps and channels, in the order in which they lie in
// memory.
//
// Pixels of a row of the result that meet the same taps are the rows of a matrix product: what they read lies a fixed
// distance apart, and under neighbouring taps of a row one after another. In a convolution all pixels meet all taps. In its
// transpose with a stride, pixels meet the taps of their phase, every stride-th, and read neighbouring pixels.

#include "convolution.h"
#include "panel.h"

// Pixels first, first + write, first + 2 write … of the result meet taps tap, tap + step, tap + 2 step … (so many), the first of
// them at source + pixel · read of what is read.
typedef struct {
  long first, count, tap, step, taps, source;
} phase;

typedef struct {
  long read, write, phases, result, source;
  padded_axis padded;
  long window;
} axis;

static axis convolution_axis(const kernels_convolution_axis *a) {
  return (axis){
      .read = a->stride, .write = 1, .phases = 1, .result = a->output, .source = a->input,
      .padded = {(a->output - 1) * a->stride + a->window, a->before}, .window = a->window};
}

// Pixel r meets tap h at pixel (r + before − h) / stride, where that is whole.
static phase transpose_phase(const kernels_convolution_axis *a, long number, long before) {
  long stride = a->stride, first = (number - a->before) % stride;
  if (first < 0) first += stride;
  long taps = number < a->window ? (a->window - number + stride - 1) / stride : 0;
  return (phase){
      .first = first, .count = first < a->input ? (a->input - first + stride - 1) / stride : 0,
      .tap = number + (taps - 1) * stride, .step = -stride, .taps = taps,
      .source = (first + a->before - number) / stride - (taps - 1) + before};
}

static axis transpose_axis(const kernels_convolution_axis *a) {
  axis x = {
      .read = 1, .write = a->stride, .phases = a->stride, .result = a->input, .source = a->output, .window = a->window};
  for (long number = 0; number < a->stride; number++) {
    phase p = transpose_phase(a, number, 0);
    if (p.taps && p.count && -p.source > x.padded.before) x.padded.before = -p.source;
  }
  x.padded.extent = a->output + x.padded.before;
  for (long number = 0; number < a->stride; number++) {
    phase p = transpose_phase(a, number, x.padded.before);
    if (p.taps && p.source + p.count - 1 + p.taps > x.padded.extent) x.padded.extent = p.source + p.count - 1 + p.taps;
  }
  return x;
}

typedef struct {
  const kernels_convolution_axis *shape_rows, *shape_columns;
  const tile_kernels *kernels;
  int is_transpose, rectified;
  axis rows, columns;
  // Channels of what is read and of the result; the distances of these in the weights.
  long from, to, from_step, to_step;
  const float *source, *weights, *bias;
  float *packed, *slots, *result;
  long slot;
} sum;

INLINE phase phase_of(const sum *p, const kernels_convolution_axis *shape, const axis *a, long number) {
  if (p->is_transpose) return transpose_phase(shape, number, a->padded.before);
  return (phase){.count = a->result, .step = 1, .taps = a->window};
}

// The weights of a phase by strips, tap after tap in the order in which the pixels under them lie.
static long pack_phases(const sum *p, int pack_them) {
  long offset = 0;
  for (long i = 0; i < p->rows.phases; i++)
    for (long j = 0; j < p->columns.phases; j++) {
      phase rows = phase_of(p, p->shape_rows, &p->rows, i), columns = phase_of(p, p->shape_columns, &p->columns, j);
      long taps = rows.taps * columns.taps;
      for (long column = 0, width; column < p->to; column += width) {
        width = strip_width(p->kernels, column, p->to);
        long count = p->to - column < width ? p->to - column : width;
        float *panel = p->packed + offset + column * taps * p->from;
        for (long tap = 0; pack_them && tap < taps; tap++) {
          long row = rows.tap + tap / columns.taps * rows.step, at = columns.tap + tap % columns.taps * columns.step;
          kernels_matrix weights = {
              p->weights + (row * p->columns.window + at) * p->from * p->to, p->from_step, p->to_step};
          pack(weights, 0, p->from, column, count, width, panel + tap * p->from * width);
        }
      }
      offset += taps * p->from * whole(p->to);
    }
  return offset;
}

INLINE void end_row(const sum *p, float *y) {
  if (!p->bias && !p->rectified) return;
  for (long pixel = 0; pixel < p->columns.result; pixel++, y += p->to)
    for (long c = 0; c < p->to; c++) {
      float value = p->bias ? y[c] + p->bias[c] : y[c];
      y[c] = p->rectified && value < 0 ? 0 : value;
    }
}

KERNEL(sum_range) {
  const sum *p = arguments;
  const axis *rows = &p->rows, *columns = &p->columns;
  float *copy = p->slots + kernels_thread_number() * p->slot;
  float *narrow = copy + rows->padded.extent * columns->padded.extent * p->from;
  long width = columns->padded.extent * p->from, line = columns->result * p->to, image = rows->result * line;
  for (long n = begin; n < end; n++) {
    const float *source = padded_image(
        p->source + n * rows->source * columns->source * p->from, rows->source, columns->source, p->from, rows->padded,
        columns->padded, copy);
    const float *packed = p->packed;
    for (long i = 0; i < rows->phases; i++) {
      phase down = phase_of(p, p->shape_rows, rows, i);
      for (long row = 0; row < down.count; row++) {
        float *y = p->result + n * image + (down.first + row * rows->write) * line;
        // Where sums are long, memory meanwhile brings the place of the next row.
        for (long i = 0; i < line && p->from >= WHOLE && row + 1 < down.count; i += WHOLE)
          __builtin_prefetch(y + rows->write * line + i, 1, 2);
        const float *panel = packed;
        for (long j = 0; j < columns->phases; j++) {
          phase along = phase_of(p, p->shape_columns, columns, j);
          long taps = down.taps * along.taps, strip;
          for (long column = 0; column < p->to; column += strip) {
            strip = strip_width(p->kernels, column, p->to);
            int in_place = column + strip <= p->to;
            float *to = y + along.first * p->to + column;
            tiles t = {
                .rows = along.count, .segments = down.taps, .inner = along.taps * p->from,
                .a = source + (down.source + row * rows->read) * width + along.source * p->from, .a_segment = width,
                .a_row = columns->read * p->from, .a_step = 1, .b = panel + column * taps * p->from,
                .b_segment = along.taps * p->from * strip, .b_step = strip, .c = in_place ? to : narrow,
                .c_row = in_place ? columns->write * p->to : strip};
            p->kernels->run(&t, strip);
            if (!in_place)
              for (long pixel = 0; pixel < along.count; pixel++)
                memcpy(
                    to + pixel * columns->write * p->to, narrow + pixel * strip, (size_t)(p->to - column) * sizeof(float));
          }
          panel += taps * p->from * whole(p->to);
        }
        end_row(p, y);
      }
      // Past the weights of the phase, which are there even where it has no row, as in images lower than a stride.
      for (long j = 0; j < columns->phases; j++)
        packed += down.taps * phase_of(p, p->shape_columns, columns, j).taps * p->from * whole(p->to);
    }
  }
}

static sum sum_of(const kernels_convolution *s, int is_transpose) {
  sum p = {
      .shape_rows = &s->rows, .shape_columns = &s->columns, .kernels = kernels_tiles(), .is_transpose = is_transpose,
      .rows = is_transpose ? transpose_axis(&s->rows) : convolution_axis(&s->rows),
      .columns = is_transpose ? transpose_axis(&s->columns) : convolution_axis(&s->columns),
      .from = is_transpose ? s->outputs : s->inputs, .to = is_transpose ? s->inputs : s->outputs};
  // Turned weights and the transpose exchange the two.
  int turned = s->weights_are_turned ? !is_transpose : is_transpose;
  p.from_step = turned ? 1 : p.to, p.to_step = turned ? p.from : 1;
  p.slot = p.rows.padded.extent * p.columns.padded.extent * p.from + p.columns.result * p.kernels->strip;
  return p;
}

static long sum_scratch(const sum *p) { return pack_phases(p, 0) + kernels_thread_count() * p->slot; }

long kernels_convolution_scratch(const kernels_convolution *shape) {
  sum forward = sum_of(shape, 0), transpose = sum_of(shape, 1);
  long most = sum_scratch(&forward), other = sum_scratch(&transpose), weights = kernels_convolution_weights_scratch(shape);
  if (other > most) most = other;
  return weights > most ? weights : most;
}

static void run(
    sum p, const kernels_convolution *shape, const float *source, const float *weights, const float *bias, int rectified,
    float *scratch, float *result) {
  p.source = source, p.weights = weights, p.bias = bias, p.rectified = rectified, p.packed = scratch, p.result = result;
  p.slots = scratch + pack_phases(&p, 1);
  kernels_parallel_flushing(shape->images, PRODUCTS / products_of_image(shape), sum_range, &p);
}

void kernels_convolution_forward(
    const kernels_convolution *shape, const float *x, const float *weights, const float *bias, int rectified,
    float *scratch, float *y) {
  run(sum_of(shape, 0), shape, x, weights, bias, rectified, scratch, y);
}

void kernels_convolution_transpose(
    const kernels_convolution *shape, const float *dy, const float *weights, const float *bias, int rectified,
    float *scratch, float *dx) {
  run(sum_of(shape, 1), shape, dy, weights, bias, rectified, scratch, dx);
}
