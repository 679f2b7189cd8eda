// From images to the values of their tiles at Winograd's points, and back.

#include <stddef.h>

#include "winograd.h"
#include "winograd_blocks.h"

// v = Bᵀ d: at each point, the product of the other points' factors.
INLINE void transform_window(const lanes d[POINTS], lanes v[POINTS]) {
  const float p2 = P * P, q2 = Q * Q;
  lanes even_p = d[4] - q2 * d[2], odd_p = d[3] - q2 * d[1], even_q = d[4] - p2 * d[2], odd_q = d[3] - p2 * d[1];
  v[0] = d[4] - (p2 + q2) * d[2] + (p2 * q2) * d[0];
  v[1] = even_p + P * odd_p, v[2] = even_p - P * odd_p;
  v[3] = even_q + Q * odd_q, v[4] = even_q - Q * odd_q;
  v[5] = d[5] - (p2 + q2) * d[3] + (p2 * q2) * d[1];
}

// z = A x: the values of a polynomial of four coefficients.
INLINE void transform_tile(const lanes x[STEP], lanes z[POINTS]) {
  const float p2 = P * P, q2 = Q * Q;
  lanes even_p = x[0] + p2 * x[2], odd_p = x[1] + p2 * x[3], even_q = x[0] + q2 * x[2], odd_q = x[1] + q2 * x[3];
  z[0] = x[0], z[5] = x[3];
  z[1] = even_p + P * odd_p, z[2] = even_p - P * odd_p;
  z[3] = even_q + Q * odd_q, z[4] = even_q - Q * odd_q;
}

// y = Aᵀ m.
INLINE void transform_result(const lanes m[POINTS], lanes y[STEP]) {
  const float p2 = P * P, q2 = Q * Q;
  lanes sum_p = m[1] + m[2], difference_p = m[1] - m[2], sum_q = m[3] + m[4], difference_q = m[3] - m[4];
  y[0] = (m[0] + sum_p) + sum_q;
  y[1] = P * difference_p + Q * difference_q;
  y[2] = p2 * sum_p + q2 * sum_q;
  y[3] = (P * p2) * difference_p + ((Q * q2) * difference_q + m[5]);
}

// Where a tile's first pixel is.
typedef struct {
  long image, row, column;
} corner;

INLINE corner corner_of(const winograd_grid *grid, long tile) {
  long line = tile / grid->tile_columns;
  return (corner){line / grid->tile_rows, line % grid->tile_rows * STEP, tile % grid->tile_columns * STEP};
}

INLINE int is_within(const winograd_grid *grid, long row, long column) {
  return row >= 0 && row < grid->height && column >= 0 && column < grid->width;
}

// Whether so many pixels along each axis are all within.
INLINE int are_within(const winograd_grid *grid, long row, long column, long extent) {
  return is_within(grid, row, column) && is_within(grid, row + extent - 1, column + extent - 1);
}

// Asks for the lines of a tile's pixels, or of as many pixels a row and a column further on, without waiting for them.
INLINE void fetch(const winograd_grid *grid, long channels, const float *images, long tile, long further) {
  corner at = corner_of(grid, tile);
  long row = at.row + further, column = at.column + further;
  long rows = minimum(STEP, grid->height - row), width = minimum(STEP, grid->width - column) * channels;
  const float *from = images + ((at.image * grid->height + row) * grid->width + column) * channels;
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < width; j += LANES) __builtin_prefetch(from + i * grid->width * channels + j, 0, 2);
}

void winograd_fetch_window(const winograd_grid *grid, long channels, const float *images, long tile) {
  fetch(grid, channels, images, tile, 1);
}

void winograd_fetch_tile(const winograd_grid *grid, long channels, const float *images, long tile) {
  fetch(grid, channels, images, tile, 0);
}

// One vector of channels of a tile: from is its first pixel, at this row and column; what lies outside is 0.
INLINE void transform_window_vector(
    const winograd_grid *grid, int inside, long row, long column, long channels, const float *from, float *to, long stride) {
  lanes half_way[POINTS][POINTS];
  UNROLL for (int j = 0; j < POINTS; j++) {
    lanes d[POINTS], v[POINTS];
    UNROLL for (int i = 0; i < POINTS; i++)
      if (inside || is_within(grid, row + i, column + j)) d[i] = *(const lanes *)(from + (i * grid->width + j) * channels);
      else d[i] = (lanes){};
    transform_window(d, v);
    UNROLL for (int i = 0; i < POINTS; i++) half_way[i][j] = v[i];
  }
  UNROLL for (int i = 0; i < POINTS; i++) {
    lanes v[POINTS];
    transform_window(half_way[i], v);
    UNROLL for (int j = 0; j < POINTS; j++) *(lanes *)(to + (i * POINTS + j) * stride) = v[j];
  }
}

CLONES(
    extern, void, winograd_transform_windows,
    (const winograd_grid *grid, long channels, const float *images, long first, long count, winograd_values v),
    (grid, channels, images, first, count, v)) {
  for (long tile = 0; tile < count; tile++) {
    corner at = corner_of(grid, first + tile);
    long row = at.row - 1, column = at.column - 1;
    const float *from = images + ((at.image * grid->height + row) * grid->width + column) * channels;
    float *to = v.values + tile * channels;
    if (are_within(grid, row, column, POINTS))
      for (long c = 0; c < channels; c += LANES)
        transform_window_vector(grid, 1, row, column, channels, from + c, to + c, v.stride);
    else
      for (long c = 0; c < channels; c += LANES)
        transform_window_vector(grid, 0, row, column, channels, from + c, to + c, v.stride);
  }
}

INLINE void transform_tile_vector(
    const winograd_grid *grid, int inside, long row, long column, long channels, const float *from, float *to, long stride) {
  lanes half_way[POINTS][STEP];
  UNROLL for (int j = 0; j < STEP; j++) {
    lanes x[STEP], z[POINTS];
    UNROLL for (int i = 0; i < STEP; i++)
      if (inside || is_within(grid, row + i, column + j)) x[i] = *(const lanes *)(from + (i * grid->width + j) * channels);
      else x[i] = (lanes){};
    transform_tile(x, z);
    UNROLL for (int i = 0; i < POINTS; i++) half_way[i][j] = z[i];
  }
  UNROLL for (int i = 0; i < POINTS; i++) {
    lanes z[POINTS];
    transform_tile(half_way[i], z);
    UNROLL for (int j = 0; j < POINTS; j++) *(lanes *)(to + (i * POINTS + j) * stride) = z[j];
  }
}

CLONES(
    extern, void, winograd_transform_tiles,
    (const winograd_grid *grid, long channels, const float *images, long first, long count, winograd_values v),
    (grid, channels, images, first, count, v)) {
  for (long tile = 0; tile < count; tile++) {
    corner at = corner_of(grid, first + tile);
    const float *from = images + ((at.image * grid->height + at.row) * grid->width + at.column) * channels;
    float *to = v.values + tile * channels;
    if (are_within(grid, at.row, at.column, STEP))
      for (long c = 0; c < channels; c += LANES)
        transform_tile_vector(grid, 1, at.row, at.column, channels, from + c, to + c, v.stride);
    else
      for (long c = 0; c < channels; c += LANES)
        transform_tile_vector(grid, 0, at.row, at.column, channels, from + c, to + c, v.stride);
  }
}

INLINE void transform_result_vector(
    const winograd_grid *grid, int inside, long row, long column, long channels, const float *from, long stride,
    const float *bias, int rectified, float *to) {
  lanes half_way[STEP][POINTS];
  UNROLL for (int j = 0; j < POINTS; j++) {
    lanes m[POINTS], y[STEP];
    UNROLL for (int i = 0; i < POINTS; i++) m[i] = *(const lanes *)(from + (i * POINTS + j) * stride);
    transform_result(m, y);
    UNROLL for (int i = 0; i < STEP; i++) half_way[i][j] = y[i];
  }
  UNROLL for (int i = 0; i < STEP; i++) {
    lanes y[STEP];
    transform_result(half_way[i], y);
    UNROLL for (int j = 0; j < STEP; j++) {
      lanes sum = bias ? y[j] + *(const lanes *)bias : y[j];
      if (rectified) sum = (lanes)((lane_bits)sum & ~(sum < 0.0f));
      if (inside || is_within(grid, row + i, column + j)) *(lanes *)(to + (i * grid->width + j) * channels) = sum;
    }
  }
}

CLONES(
    extern, void, winograd_transform_results,
    (const winograd_grid *grid, long channels, winograd_values m, long first, long count, const float *bias, int rectified, float *images),
    (grid, channels, m, first, count, bias, rectified, images)) {
  for (long tile = 0; tile < count; tile++) {
    corner at = corner_of(grid, first + tile);
    const float *from = m.values + tile * channels;
    float *to = images + ((at.image * grid->height + at.row) * grid->width + at.column) * channels;
    int inside = are_within(grid, at.row, at.column, STEP);
    for (long c = 0; c < channels; c += LANES) {
      const float *added = bias ? bias + c : NULL;
      if (inside)
        transform_result_vector(grid, 1, at.row, at.column, channels, from + c, m.stride, added, rectified, to + c);
      else
        transform_result_vector(grid, 0, at.row, at.column, channels, from + c, m.stride, added, rectified, to + c);
    }
  }
}
