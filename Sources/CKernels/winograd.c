// Convolutions of 3×3 windows, stride 1 and one pixel of padding all around, by Winograd's algorithm: winograd.h.
//
// A block of tiles at a time is transformed, multiplied and transformed back while it is in a core's cache. Every element of a
// result is a sum in one order, and the gradient of the weights is made of sums over chunks of tiles that the shape alone
// decides: the number of threads changes no bit.

#include <stddef.h>

#include "winograd.h"
#include "winograd_blocks.h"

// During each pair's product, memory brings the pixels of one tile of the next block, and the place of one tile's results.
_Static_assert(BLOCK <= POINTS * POINTS, "a product for each tile of a block");

#define PAIRS (POINTS * POINTS)

typedef struct {
  winograd_grid grid;
  long tiles, inputs, outputs, chunks;
  // The size of each thread's scratch.
  long slot;
  const float *images, *bias, *gradient;
  int rectified;
  winograd_values weights, sums;
  float *scratch, *result;
} winograd_pass;

static winograd_pass plan(const kernels_winograd *shape) {
  winograd_pass p = {.inputs = shape->inputs, .outputs = shape->outputs};
  p.grid = (winograd_grid){
      shape->height, shape->width, (shape->height + STEP - 1) / STEP, (shape->width + STEP - 1) / STEP};
  p.tiles = shape->images * p.grid.tile_rows * p.grid.tile_columns;
  p.chunks = chunk_count(p.tiles);
  p.slot = PAIRS * (matrix_stride(BLOCK, p.inputs) + matrix_stride(BLOCK, p.outputs));
  p.weights.stride = p.sums.stride = matrix_stride(p.inputs, p.outputs);
  return p;
}

static void forward_range(const void *arguments, long begin, long end) {
  const winograd_pass *p = arguments;
  long inputs = p->inputs, outputs = p->outputs;
  winograd_values v = {p->scratch + kernels_thread_number() * p->slot, matrix_stride(BLOCK, inputs)};
  winograd_values m = {v.values + PAIRS * v.stride, matrix_stride(BLOCK, outputs)};
  long blocks = block_count(p->tiles), last = part(0, p->tiles, end, blocks);
  for (long block = begin; block < end; block++) {
    long tile = part(0, p->tiles, block, blocks), next = part(0, p->tiles, block + 1, blocks), count = next - tile;
    winograd_transform_windows(&p->grid, inputs, p->images, tile, count, v);
    for (long pair = 0; pair < PAIRS; pair++) {
      if (next + pair < last) winograd_fetch_window(&p->grid, inputs, p->images, next + pair);
      if (tile + pair < next) winograd_fetch_tile(&p->grid, outputs, p->result, tile + pair);
      multiply(
          count, inputs, outputs, v.values + pair * v.stride, 0, p->weights.values + pair * p->weights.stride,
          m.values + pair * m.stride, 0);
    }
    winograd_transform_results(&p->grid, outputs, m, tile, count, p->bias, p->rectified, p->result);
  }
}

// The values of the gradient's windows are multiplied with the weights, and with the values of the images' tiles: these sums
// have the gradient shifted against the images, and not the images against it, so they are those of the weights in reverse.
static void gradients_range(const void *arguments, long begin, long end) {
  const winograd_pass *p = arguments;
  long inputs = p->inputs, outputs = p->outputs;
  winograd_values v = {p->scratch + kernels_thread_number() * p->slot, matrix_stride(BLOCK, outputs)};
  winograd_values z = {v.values + PAIRS * v.stride, matrix_stride(BLOCK, inputs)};
  long end_tile = part(0, p->tiles, end, p->chunks);
  for (long chunk = begin; chunk < end; chunk++) {
    float *sums = p->sums.values + chunk * PAIRS * p->sums.stride;
    long first = part(0, p->tiles, chunk, p->chunks), last = part(0, p->tiles, chunk + 1, p->chunks);
    long blocks = block_count(last - first);
    for (long block = 0; block < blocks; block++) {
      long tile = part(first, last, block, blocks), next = part(first, last, block + 1, blocks), count = next - tile;
      winograd_transform_windows(&p->grid, outputs, p->gradient, tile, count, v);
      winograd_transform_tiles(&p->grid, inputs, p->images, tile, count, z);
      for (long pair = 0; pair < PAIRS; pair++) {
        if (next + pair < end_tile) {
          winograd_fetch_window(&p->grid, outputs, p->gradient, next + pair);
          winograd_fetch_tile(&p->grid, inputs, p->images, next + pair);
        }
        if (p->result && tile + pair < next) winograd_fetch_tile(&p->grid, inputs, p->result, tile + pair);
        const float *gradient = v.values + pair * v.stride;
        float *images = z.values + pair * z.stride;
        multiply(inputs, count, outputs, images, 1, gradient, sums + pair * p->sums.stride, block > 0);
        // The images' values are no longer needed: the result takes their place.
        if (p->result)
          multiply(count, outputs, inputs, gradient, 0, p->weights.values + pair * p->weights.stride, images, 0);
      }
      if (p->result) winograd_transform_results(&p->grid, inputs, z, tile, count, NULL, 0, p->result);
    }
  }
}

long kernels_winograd_forward_scratch(const kernels_winograd *shape) {
  winograd_pass p = plan(shape);
  return PAIRS * p.weights.stride + kernels_thread_count() * p.slot;
}

void kernels_winograd_forward(
    const kernels_winograd *shape, const float *images, const float *weights, const float *bias, int rectified, float *scratch,
    float *result) {
  winograd_pass p = plan(shape);
  p.images = images, p.bias = bias, p.rectified = rectified, p.result = result;
  p.weights.values = scratch;
  p.scratch = p.weights.values + PAIRS * p.weights.stride;
  winograd_transform_weights(p.inputs, p.outputs, shape->flipped, weights, p.weights);
  kernels_parallel_flushing(block_count(p.tiles), 0, forward_range, &p);
}

long kernels_winograd_gradients_scratch(const kernels_winograd *shape) {
  winograd_pass p = plan(shape);
  return PAIRS * (p.weights.stride + p.chunks * p.sums.stride) + kernels_thread_count() * p.slot;
}

void kernels_winograd_gradients(
    const kernels_winograd *shape, const float *gradient, const float *images, const float *weights, float *scratch,
    float *image_gradient, float *weight_gradient) {
  winograd_pass p = plan(shape);
  p.images = images, p.gradient = gradient, p.result = image_gradient;
  p.weights.values = scratch;
  p.sums.values = p.weights.values + PAIRS * p.weights.stride;
  p.scratch = p.sums.values + PAIRS * p.chunks * p.sums.stride;
  if (image_gradient) {
    // The transposes are needed before the sums are.
    long size = p.inputs * p.outputs;
    float *transposed = p.sums.values;
    for (long tap = 0; tap < TAPS * TAPS; tap++)
      kernels_transpose(p.inputs, p.outputs, weights + tap * size, p.outputs, transposed + tap * size, p.inputs);
    winograd_transform_weights(p.outputs, p.inputs, !shape->flipped, transposed, p.weights);
  }
  kernels_parallel_flushing(p.chunks, 0, gradients_range, &p);
  winograd_transform_sums(p.inputs, p.outputs, !shape->flipped, p.sums, p.chunks, weight_gradient);
}
