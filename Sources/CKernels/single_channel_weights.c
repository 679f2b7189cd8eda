// The gradients of the weights between one channel and many: w[tap, channel] = Σ over pixels of s[pixel under the tap]
// m[pixel, channel].
//
// Sums of several taps and channels are kept in registers along a row. The order of the additions depends on the shapes
// alone: rows are added up in chunks, which the threads share out, and the chunks are added in order, in double.

#include <string.h>

#include "parallel.h"
#include "single_channel.h"

// About as many pixels go into one chunk.
#define CHUNK 1024

// At most as many taps are summed together.
#define GROUP 5

// One axis of the images of one channel with zeros around them, and between their pixels where the window strides over the
// other images: every tap then meets every pixel of those, a step apart.
typedef struct {
  long extent, before, dilation, step;
} padded_axis;

typedef struct {
  const kernels_single_channel *shape;
  padded_axis rows, columns;
  long taps, chunk_rows, chunks;
  const float *single, *many;
  // The padded images; a row of ones, under which the sums of the other images are those of one tap more; the chunks' sums.
  float *padded, *ones, *partial;
  float *weights, *sums;
} weights_arguments;

static padded_axis padded(const kernels_single_channel_axis *axis, int single_is_places) {
  // With its places on the images of one channel, the window meets their pixels in reverse.
  if (single_is_places)
    return (padded_axis){axis->many + axis->window - 1, axis->window - 1 - axis->before, axis->stride, 1};
  return (padded_axis){(axis->many - 1) * axis->stride + axis->window, axis->before, 1, axis->stride};
}

static weights_arguments plan(const kernels_single_channel *shape) {
  weights_arguments p = {.shape = shape, .taps = shape->rows.window * shape->columns.window};
  p.rows = padded(&shape->rows, shape->single_is_places);
  p.columns = padded(&shape->columns, shape->single_is_places);
  p.chunk_rows = shape->columns.many < CHUNK ? CHUNK / shape->columns.many : 1;
  if (p.chunk_rows > shape->rows.many) p.chunk_rows = shape->rows.many;
  p.chunks = (shape->rows.many + p.chunk_rows - 1) / p.chunk_rows;
  return p;
}

long kernels_single_channel_weights_scratch(const kernels_single_channel *shape) {
  weights_arguments p = plan(shape);
  return (shape->images * p.rows.extent + 1) * p.columns.extent +
         shape->images * p.chunks * (p.taps + 1) * shape->channels;
}

// One row of the padded images at a time.
static void pad_range(const void *arguments, long begin, long end) {
  const weights_arguments *p = arguments;
  long height = p->shape->rows.single, width = p->shape->columns.single;
  for (long i = begin; i < end; i++) {
    float *result = p->padded + i * p->columns.extent;
    memset(result, 0, sizeof(float) * (size_t)p->columns.extent);
    long offset = i % p->rows.extent - p->rows.before, row = offset / p->rows.dilation;
    if (offset < 0 || offset % p->rows.dilation != 0 || row >= height) continue;
    const float *source = p->single + (i / p->rows.extent * height + row) * width;
    for (long j = 0; j < width; j++) {
      long column = j * p->columns.dilation + p->columns.before;
      if (column >= 0 && column < p->columns.extent) result[column] = source[j];
    }
  }
}

// sums[tap, channel] += Σ along a row of s[tap, pixel] m[pixel, channel], for a few taps and vectors of channels.
INLINE void add_row(
    int taps, int vectors, long count, const float *const *s, long step, const float *m, long channels, float *sums) {
  lanes total[4 * GROUP];
  for (int tap = 0; tap < taps; tap++)
    for (int v = 0; v < vectors; v++) total[tap * vectors + v] = *(const lanes *)(sums + tap * channels + v * LANES);
  for (long i = 0; i < count; i++)
    for (int v = 0; v < vectors; v++) {
      lanes pixel = *(const lanes *)(m + i * channels + v * LANES);
      for (int tap = 0; tap < taps; tap++) total[tap * vectors + v] += s[tap][i * step] * pixel;
    }
  for (int tap = 0; tap < taps; tap++)
    for (int v = 0; v < vectors; v++) *(lanes *)(sums + tap * channels + v * LANES) = total[tap * vectors + v];
}

// The same for all channels.
INLINE void add_taps(
    int taps, long count, const float *const *s, long step, const float *m, long channels, float *sums) {
  long c = 0;
  for (; c + 4 * LANES <= channels; c += 4 * LANES) add_row(taps, 4, count, s, step, m + c, channels, sums + c);
  for (; c + 2 * LANES <= channels; c += 2 * LANES) add_row(taps, 2, count, s, step, m + c, channels, sums + c);
  for (; c + LANES <= channels; c += LANES) add_row(taps, 1, count, s, step, m + c, channels, sums + c);
}

// The same for all taps, in groups of nearly one size; s is the row under the first of them.
INLINE void add_window(const weights_arguments *p, const float *s, const float *m, float *sums) {
  long channels = p->shape->channels, count = p->shape->columns.many, across = p->shape->columns.window;
  long taps = p->taps + (p->sums != 0), step = p->columns.step;
  for (long tap = 0, group; tap < taps; tap += group, sums += group * channels) {
    group = (taps - tap) / ((taps - tap + GROUP - 1) / GROUP);
    const float *under[GROUP];
    for (long j = 0; j < group; j++)
      under[j] = tap + j == p->taps ? p->ones : s + (tap + j) / across * p->columns.extent + (tap + j) % across;
    switch (group) {
      case 1: add_taps(1, count, under, step, m, channels, sums); break;
      case 2: add_taps(2, count, under, step, m, channels, sums); break;
      case 3: add_taps(3, count, under, step, m, channels, sums); break;
      case 4: add_taps(4, count, under, step, m, channels, sums); break;
      default: add_taps(GROUP, count, under, step, m, channels, sums);
    }
  }
}

// One chunk of rows of one image at a time.
KERNEL(weights_range) {
  const weights_arguments *p = arguments;
  long channels = p->shape->channels, height = p->shape->rows.many, size = (p->taps + (p->sums != 0)) * channels;
  for (long i = begin; i < end; i++) {
    long n = i / p->chunks, first = i % p->chunks * p->chunk_rows;
    long last = first + p->chunk_rows < height ? first + p->chunk_rows : height;
    memset(p->partial + i * size, 0, sizeof(float) * (size_t)size);
    for (long row = first; row < last; row++)
      add_window(
          p, p->padded + (n * p->rows.extent + row * p->rows.step) * p->columns.extent,
          p->many + (n * height + row) * p->shape->columns.many * channels, p->partial + i * size);
  }
}

// The chunks' sums of one tap at a time.
KERNEL(add_chunks_range) {
  const weights_arguments *p = arguments;
  long channels = p->shape->channels, taps = p->taps + (p->sums != 0), chunks = p->shape->images * p->chunks;
  for (long tap = begin; tap < end; tap++) {
    long target = p->shape->single_is_places ? p->taps - 1 - tap : tap;
    float *result = tap == p->taps ? p->sums : p->weights + target * channels;
    for (long first = 0; first < channels; first += 64) {
      long width = channels - first < 64 ? channels - first : 64;
      double total[64] = {0};
      for (long chunk = 0; chunk < chunks; chunk++) {
        const float *partial = p->partial + (chunk * taps + tap) * channels + first;
        for (long j = 0; j < width; j++) total[j] += partial[j];
      }
      for (long j = 0; j < width; j++) result[first + j] = (float)total[j];
    }
  }
}

void kernels_single_channel_weights(
    const kernels_single_channel *shape, const float *single, const float *many, float *scratch, float *weights,
    float *sums) {
  weights_arguments p = plan(shape);
  p.single = single, p.many = many, p.weights = weights, p.sums = sums;
  p.padded = scratch;
  p.ones = p.padded + shape->images * p.rows.extent * p.columns.extent;
  p.partial = p.ones + p.columns.extent;
  for (long i = 0; i < p.columns.extent; i++) p.ones[i] = 1;
  kernels_parallel_for(shape->images * p.rows.extent, ARITHMETIC_GRAIN / p.columns.extent, pad_range, &p);
  long taps = p.taps + (sums != 0), chunks = shape->images * p.chunks;
  kernels_parallel_flushing(
      chunks, ARITHMETIC_GRAIN / (p.chunk_rows * shape->columns.many * taps * shape->channels), weights_range, &p);
  kernels_parallel_for(taps, ARITHMETIC_GRAIN / (chunks * shape->channels), add_chunks_range, &p);
}
