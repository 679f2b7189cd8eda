// From images to the values of their tiles, and back: upsampled.h.

#include "upsampled.h"
#include "winograd_blocks.h"

// Along an axis: the pixels under a tile of results, and the results; the pixels of the gradient that a tile of the images meets,
// and the tile's own.
#define WINDOW 3
#define RESULTS 4
#define GRADIENT_WINDOW 6
#define PIXELS 2
#define WIDEST 6

INLINE void transform_window(const lanes *d, lanes *v) { v[0] = d[1] - d[0], v[1] = d[1], v[2] = d[2] - d[1]; }

INLINE void transform_result(const lanes *m, lanes *y) {
  y[0] = m[0] + m[2], y[1] = m[1] + m[2], y[2] = m[2] + m[3], y[3] = m[2] + m[4];
}

INLINE void transform_gradient_window(const lanes *d, lanes *v) {
  v[0] = d[2] - d[0], v[1] = d[3] - d[1], v[2] = d[2] + d[3], v[3] = d[4] - d[2], v[4] = d[5] - d[3];
}

INLINE void transform_tile(const lanes *x, lanes *z) { z[0] = x[0], z[1] = x[0] + x[1], z[2] = x[1]; }

// The transpose of transform_tile.
INLINE void transform_gradient(const lanes *m, lanes *x) { x[0] = m[0] + m[1], x[1] = m[1] + m[2]; }

// A transform of a square of so many numbers along both axes.
typedef void (*axis_transform)(const lanes *, lanes *);
INLINE void transform(axis_transform along, int from, int to, const lanes *x, lanes *y) {
  lanes half_way[WIDEST * WIDEST], column[WIDEST], values[WIDEST];
  UNROLL for (int j = 0; j < from; j++) {
    UNROLL for (int i = 0; i < from; i++) column[i] = x[i * from + j];
    along(column, values);
    UNROLL for (int i = 0; i < to; i++) half_way[i * from + j] = values[i];
  }
  UNROLL for (int i = 0; i < to; i++) along(half_way + i * from, y + i * to);
}

// A square of pixels of an image: its first one, and whether it is within the image as a whole.
typedef struct {
  long height, width, channels, row, column, first;
  int is_within;
} square;

// The square of a tile: so many times as large as those that the grid counts, so many pixels on from one tile to the next.
INLINE square square_of(const upsampled_grid *grid, long channels, long tile, int factor, int step, int before, int extent) {
  long line = tile / grid->tile_columns, image = line / grid->tile_rows;
  square s = {.height = factor * grid->height, .width = factor * grid->width, .channels = channels};
  s.row = line % grid->tile_rows * step - before, s.column = tile % grid->tile_columns * step - before;
  s.first = ((image * s.height + s.row) * s.width + s.column) * channels;
  s.is_within = s.row >= 0 && s.column >= 0 && s.row + extent <= s.height && s.column + extent <= s.width;
  return s;
}

INLINE int has(const square *s, int i, int j) {
  return s->row + i >= 0 && s->row + i < s->height && s->column + j >= 0 && s->column + j < s->width;
}

// A vector of channels of each pixel; what lies outside is 0. Most tiles are within, and ask nothing.
INLINE void load(const square *s, int is_within, int extent, const float *images, long c, lanes *x) {
  UNROLL for (int i = 0; i < extent; i++) UNROLL for (int j = 0; j < extent; j++)
    if (is_within || has(s, i, j)) x[i * extent + j] = *(const lanes *)(images + s->first + (i * s->width + j) * s->channels + c);
    else x[i * extent + j] = (lanes){};
}

INLINE void store(const square *s, int is_within, int extent, const lanes *x, long c, float *images) {
  UNROLL for (int i = 0; i < extent; i++) UNROLL for (int j = 0; j < extent; j++)
    if (is_within || has(s, i, j)) *(lanes *)(images + s->first + (i * s->width + j) * s->channels + c) = x[i * extent + j];
}

// At each pair of points a matrix [tile][channel].
INLINE void load_points(winograd_values m, long channels, long tile, long c, lanes *x) {
  UNROLL for (int i = 0; i < UPSAMPLED_POINTS * UPSAMPLED_POINTS; i++)
    x[i] = *(const lanes *)(m.values + i * m.stride + tile * channels + c);
}

INLINE void store_points(const lanes *x, winograd_values v, long channels, long tile, long c) {
  UNROLL for (int i = 0; i < UPSAMPLED_POINTS * UPSAMPLED_POINTS; i++)
    *(lanes *)(v.values + i * v.stride + tile * channels + c) = x[i];
}

INLINE void load_products(winograd_values m, long channels, long tile, long c, lanes *x) {
  UNROLL for (int i = 0; i < PRODUCTS_OF_AXIS; i++) UNROLL for (int j = 0; j < PRODUCTS_OF_AXIS; j++)
    x[i * PRODUCTS_OF_AXIS + j] = *(const lanes *)(product_values(m, channels, tile, i, j) + c);
}

INLINE void store_products(const lanes *x, winograd_values v, long channels, long tile, long c) {
  UNROLL for (int i = 0; i < PRODUCTS_OF_AXIS; i++) UNROLL for (int j = 0; j < PRODUCTS_OF_AXIS; j++)
    *(lanes *)(product_values(v, channels, tile, i, j) + c) = x[i * PRODUCTS_OF_AXIS + j];
}

INLINE void window_vector(
    const square *s, int is_within, const float *images, winograd_values v, long tile, long c) {
  lanes d[WINDOW * WINDOW], x[UPSAMPLED_POINTS * UPSAMPLED_POINTS];
  load(s, is_within, WINDOW, images, c, d);
  transform(transform_window, WINDOW, UPSAMPLED_POINTS, d, x);
  store_points(x, v, s->channels, tile, c);
}

CLONES(
    extern, void, upsampled_transform_windows,
    (const upsampled_grid *grid, long channels, const float *images, long first, long count, winograd_values v),
    (grid, channels, images, first, count, v)) {
  for (long tile = 0; tile < count; tile++) {
    square s = square_of(grid, channels, first + tile, 1, 2, 1, WINDOW);
    for (long c = 0; c < channels; c += LANES)
      if (s.is_within) window_vector(&s, 1, images, v, tile, c);
      else window_vector(&s, 0, images, v, tile, c);
  }
}

INLINE void result_vector(
    const square *s, int is_within, winograd_values m, long tile, long c, const float *bias, int rectified, float *result) {
  lanes x[PRODUCTS_OF_TILE], y[RESULTS * RESULTS];
  load_products(m, s->channels, tile, c, x);
  transform(transform_result, PRODUCTS_OF_AXIS, RESULTS, x, y);
  UNROLL for (int i = 0; i < RESULTS * RESULTS; i++) {
    if (bias) y[i] += *(const lanes *)(bias + c);
    if (rectified) y[i] = (lanes)((lane_bits)y[i] & ~(y[i] < 0.0f));
  }
  store(s, is_within, RESULTS, y, c, result);
}

CLONES(
    extern, void, upsampled_transform_results,
    (const upsampled_grid *grid, long channels, winograd_values m, long first, long count, const float *bias, int rectified,
     float *result),
    (grid, channels, m, first, count, bias, rectified, result)) {
  for (long tile = 0; tile < count; tile++) {
    square s = square_of(grid, channels, first + tile, 2, 4, 1, RESULTS);
    for (long c = 0; c < channels; c += LANES)
      if (s.is_within) result_vector(&s, 1, m, tile, c, bias, rectified, result);
      else result_vector(&s, 0, m, tile, c, bias, rectified, result);
  }
}

INLINE void gradient_window_vector(
    const square *s, int is_within, const float *gradient, winograd_values v, long tile, long c) {
  lanes d[GRADIENT_WINDOW * GRADIENT_WINDOW], x[PRODUCTS_OF_TILE];
  load(s, is_within, GRADIENT_WINDOW, gradient, c, d);
  transform(transform_gradient_window, GRADIENT_WINDOW, PRODUCTS_OF_AXIS, d, x);
  store_products(x, v, s->channels, tile, c);
}

CLONES(
    extern, void, upsampled_transform_gradient_windows,
    (const upsampled_grid *grid, long channels, const float *gradient, long first, long count, winograd_values v),
    (grid, channels, gradient, first, count, v)) {
  for (long tile = 0; tile < count; tile++) {
    square s = square_of(grid, channels, first + tile, 2, 4, 1, GRADIENT_WINDOW);
    for (long c = 0; c < channels; c += LANES)
      if (s.is_within) gradient_window_vector(&s, 1, gradient, v, tile, c);
      else gradient_window_vector(&s, 0, gradient, v, tile, c);
  }
}

INLINE void tile_vector(const square *s, int is_within, const float *images, winograd_values v, long tile, long c) {
  lanes d[PIXELS * PIXELS], x[UPSAMPLED_POINTS * UPSAMPLED_POINTS];
  load(s, is_within, PIXELS, images, c, d);
  transform(transform_tile, PIXELS, UPSAMPLED_POINTS, d, x);
  store_points(x, v, s->channels, tile, c);
}

CLONES(
    extern, void, upsampled_transform_tiles,
    (const upsampled_grid *grid, long channels, const float *images, long first, long count, winograd_values v),
    (grid, channels, images, first, count, v)) {
  for (long tile = 0; tile < count; tile++) {
    square s = square_of(grid, channels, first + tile, 1, 2, 0, PIXELS);
    for (long c = 0; c < channels; c += LANES)
      if (s.is_within) tile_vector(&s, 1, images, v, tile, c);
      else tile_vector(&s, 0, images, v, tile, c);
  }
}

INLINE void gradient_vector(const square *s, int is_within, winograd_values m, long tile, long c, float *image_gradient) {
  lanes x[UPSAMPLED_POINTS * UPSAMPLED_POINTS], d[PIXELS * PIXELS];
  load_points(m, s->channels, tile, c, x);
  transform(transform_gradient, UPSAMPLED_POINTS, PIXELS, x, d);
  store(s, is_within, PIXELS, d, c, image_gradient);
}

CLONES(
    extern, void, upsampled_transform_gradients,
    (const upsampled_grid *grid, long channels, winograd_values m, long first, long count, float *image_gradient),
    (grid, channels, m, first, count, image_gradient)) {
  for (long tile = 0; tile < count; tile++) {
    square s = square_of(grid, channels, first + tile, 1, 2, 0, PIXELS);
    for (long c = 0; c < channels; c += LANES)
      if (s.is_within) gradient_vector(&s, 1, m, tile, c, image_gradient);
      else gradient_vector(&s, 0, m, tile, c, image_gradient);
  }
}
