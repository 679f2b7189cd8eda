// Convolutions of 3×3 windows, with one pixel of padding all around, over images enlarged to twice their height and width by
// repeating each pixel: upsampled.h.
//
// As in winograd.c, a block of tiles at a time is transformed, multiplied and transformed back, every element of a result is a sum
// in one order, and the gradient of the weights is made of sums over chunks of tiles that the shape alone decides.

#include "upsampled.h"
#include "winograd_blocks.h"

#define PAIRS (UPSAMPLED_POINTS * UPSAMPLED_POINTS)

typedef struct {
  upsampled_grid grid;
  long tiles, inputs, outputs, chunks;
  // The size of each thread's scratch.
  long slot;
  const float *images, *bias, *gradient;
  int rectified;
  winograd_values weights, sums;
  float *scratch, *result;
} upsampled_pass;

static upsampled_pass plan(const kernels_winograd *shape, int is_forward) {
  upsampled_pass p = {.inputs = shape->inputs, .outputs = shape->outputs};
  // The results of a pass forward begin with a half of a tile.
  p.grid = (upsampled_grid){
      shape->height, shape->width, (shape->height + (is_forward ? 2 : 1)) / 2, (shape->width + (is_forward ? 2 : 1)) / 2};
  p.tiles = shape->images * p.grid.tile_rows * p.grid.tile_columns;
  p.chunks = chunk_count(p.tiles);
  p.slot = PAIRS * matrix_stride(BLOCK, p.inputs) + PRODUCTS_OF_TILE * matrix_stride(BLOCK, p.outputs);
  p.weights.stride = p.sums.stride = matrix_stride(p.inputs, p.outputs);
  return p;
}

// A pair of points, by its number: where its matrices of values for each product begin, in strides, and how many products they have.
typedef struct {
  int begin, phases;
} pair_products;
static inline pair_products products_of(int pair) {
  int i = pair / UPSAMPLED_POINTS, j = pair % UPSAMPLED_POINTS;
  return (pair_products){pair_begin(i, j), pair_phases(i, j)};
}

static void forward_range(const void *arguments, long begin, long end) {
  const upsampled_pass *p = arguments;
  winograd_values v = {p->scratch + kernels_thread_number() * p->slot, matrix_stride(BLOCK, p->inputs)};
  winograd_values m = {v.values + PAIRS * v.stride, matrix_stride(BLOCK, p->outputs)};
  long blocks = block_count(p->tiles);
  for (long block = begin; block < end; block++) {
    long tile = part(0, p->tiles, block, blocks), count = part(0, p->tiles, block + 1, blocks) - tile;
    upsampled_transform_windows(&p->grid, p->inputs, p->images, tile, count, v);
    for (int pair = 0; pair < PAIRS; pair++) {
      pair_products products = products_of(pair);
      multiply(
          count, p->inputs, products.phases * p->outputs, v.values + pair * v.stride, 0,
          p->weights.values + products.begin * p->weights.stride, m.values + products.begin * m.stride, 0);
    }
    upsampled_transform_results(&p->grid, p->outputs, m, tile, count, p->bias, p->rectified, p->result);
  }
}

// The values of the gradient's windows are multiplied with the weights, and with the values of the images' tiles.
static void gradients_range(const void *arguments, long begin, long end) {
  const upsampled_pass *p = arguments;
  winograd_values z = {p->scratch + kernels_thread_number() * p->slot, matrix_stride(BLOCK, p->inputs)};
  winograd_values v = {z.values + PAIRS * z.stride, matrix_stride(BLOCK, p->outputs)};
  for (long chunk = begin; chunk < end; chunk++) {
    float *sums = p->sums.values + chunk * PRODUCTS_OF_TILE * p->sums.stride;
    long first = part(0, p->tiles, chunk, p->chunks), last = part(0, p->tiles, chunk + 1, p->chunks);
    long blocks = block_count(last - first);
    for (long block = 0; block < blocks; block++) {
      long tile = part(first, last, block, blocks), count = part(first, last, block + 1, blocks) - tile;
      upsampled_transform_gradient_windows(&p->grid, p->outputs, p->gradient, tile, count, v);
      upsampled_transform_tiles(&p->grid, p->inputs, p->images, tile, count, z);
      for (int pair = 0; pair < PAIRS; pair++) {
        pair_products products = products_of(pair);
        long width = products.phases * p->outputs;
        const float *gradient = v.values + products.begin * v.stride;
        float *images = z.values + pair * z.stride;
        multiply(p->inputs, count, width, images, 1, gradient, sums + products.begin * p->sums.stride, block > 0);
        // The images' values are no longer needed: the result takes their place.
        if (p->result)
          multiply(
              count, width, p->inputs, gradient, 0, p->weights.values + products.begin * p->weights.stride, images, 0);
      }
      if (p->result) upsampled_transform_gradients(&p->grid, p->inputs, z, tile, count, p->result);
    }
  }
}

long kernels_upsampled_forward_scratch(const kernels_winograd *shape) {
  upsampled_pass p = plan(shape, 1);
  return PRODUCTS_OF_TILE * p.weights.stride + kernels_thread_count() * p.slot;
}

void kernels_upsampled_forward(
    const kernels_winograd *shape, const float *images, const float *weights, const float *bias, int rectified, float *scratch,
    float *result) {
  upsampled_pass p = plan(shape, 1);
  p.images = images, p.bias = bias, p.rectified = rectified, p.result = result;
  p.weights.values = scratch;
  p.scratch = p.weights.values + PRODUCTS_OF_TILE * p.weights.stride;
  upsampled_transform_weights(p.inputs, p.outputs, weights, p.weights);
  kernels_parallel_flushing(block_count(p.tiles), 0, forward_range, &p);
}

long kernels_upsampled_gradients_scratch(const kernels_winograd *shape) {
  upsampled_pass p = plan(shape, 0);
  return PRODUCTS_OF_TILE * (p.weights.stride + p.chunks * p.sums.stride) + kernels_thread_count() * p.slot;
}

void kernels_upsampled_gradients(
    const kernels_winograd *shape, const float *gradient, const float *images, const float *weights, float *scratch,
    float *image_gradient, float *weight_gradient) {
  upsampled_pass p = plan(shape, 0);
  p.images = images, p.gradient = gradient, p.result = image_gradient;
  p.weights.values = scratch;
  p.sums.values = p.weights.values + PRODUCTS_OF_TILE * p.weights.stride;
  p.scratch = p.sums.values + PRODUCTS_OF_TILE * p.chunks * p.sums.stride;
  if (image_gradient) {
    // The transposes are needed before the sums are.
    long size = p.inputs * p.outputs;
    float *transposed = p.sums.values;
    for (long tap = 0; tap < TAPS * TAPS; tap++)
      kernels_transpose(p.inputs, p.outputs, weights + tap * size, p.outputs, transposed + tap * size, p.inputs);
    upsampled_transform_turned_weights(p.inputs, p.outputs, transposed, p.weights);
  }
  kernels_parallel_flushing(p.chunks, 0, gradients_range, &p);
  upsampled_transform_sums(p.inputs, p.outputs, p.sums, p.chunks, weight_gradient);
}
