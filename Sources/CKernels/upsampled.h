// Convolutions of 3×3 windows over images whose pixels are repeated twice along each axis, without the repetitions: 25 products
// for 16 pixels of the result, where Winograd's algorithm has 36 and the plain sum 144.
//
// Along one axis the results come in two phases, sums of two terms each: with pixels x of the images,
//
//     y[2a] = w₀ x[a − 1] + (w₁ + w₂) x[a],  y[2a + 1] = (w₀ + w₁) x[a] + w₂ x[a + 1].
//
// Two results of a phase are the coefficients of a product of polynomials, found from its values at the points 0, 1 and ∞. At 1
// the weights of both phases have the same value, w₀ + w₁ + w₂, and share one product: five for four results, from three pixels.
// In two dimensions each transform is applied along both axes. No factor is other than ±1, so that rounding is as in plain sums.
//
// The gradient of the images is such an algorithm turned around: two pixels, each of four terms, from six of the result's gradient
// by five products. Its transpose in the weights gives their gradient.

#ifndef UPSAMPLED_H
#define UPSAMPLED_H

#include "winograd.h"

#define UPSAMPLED_POINTS 3
#define PRODUCTS_OF_AXIS 5
#define PRODUCTS_OF_TILE (PRODUCTS_OF_AXIS * PRODUCTS_OF_AXIS)

// Along an axis, the first product of a point, how many it has (one for each phase, or one for both), and the point and the phase of
// a product.
INLINE int first_product(int point) { return point == 0 ? 0 : point == 1 ? 2 : 3; }
INLINE int phases(int point) { return point == 1 ? 1 : 2; }
INLINE int point_of(int product) { return product < 2 ? 0 : product == 2 ? 1 : 2; }
INLINE int phase_of(int product) { return product - first_product(point_of(product)); }

// Values for each product are matrices [tile][phases of both axes][channel], one for each pair of points, so that a pair's products
// are one product of matrices. Where a pair's begins, in strides, and where a pair of products stands in its rows.
INLINE int pair_begin(int i, int j) { return first_product(i) * PRODUCTS_OF_AXIS + phases(i) * first_product(j); }
INLINE int pair_phases(int i, int j) { return phases(i) * phases(j); }
INLINE float *product_values(winograd_values v, long channels, long tile, int i, int j) {
  int p = point_of(i), q = point_of(j);
  return v.values + pair_begin(p, q) * v.stride +
         (tile * pair_phases(p, q) + phase_of(i) * phases(q) + phase_of(j)) * channels;
}

// Images before they are enlarged, and how many tiles they are cut into along each axis.
typedef struct {
  long height, width, tile_rows, tile_columns;
} upsampled_grid;

// upsampled_tiles.c, for tiles first, first + 1, …, which become the matrices' rows 0, 1, …
//
// The values at each pair of points of the 3×3 pixels under a tile of results, and the 4×4 results from their products.
void upsampled_transform_windows(
    const upsampled_grid *grid, long channels, const float *images, long first, long count, winograd_values v);
void upsampled_transform_results(
    const upsampled_grid *grid, long channels, winograd_values m, long first, long count, const float *bias, int rectified,
    float *result);
// Of the 6×6 pixels of the result's gradient that a tile of the images' meets, a value for each product; of the 2×2 pixels of the
// images under a tile, a value at each pair of points; and the images' gradient from the products.
void upsampled_transform_gradient_windows(
    const upsampled_grid *grid, long channels, const float *gradient, long first, long count, winograd_values v);
void upsampled_transform_tiles(
    const upsampled_grid *grid, long channels, const float *images, long first, long count, winograd_values v);
void upsampled_transform_gradients(
    const upsampled_grid *grid, long channels, winograd_values m, long first, long count, float *image_gradient);

// upsampled_weights.c: a value of 3×3×inputs×outputs weights for each product, for each pair of points a matrix of [input][phases]
// [output]; of 3×3×outputs×inputs weights one of [phases][output][input], for the gradient of the images; and the weights' gradient
// from the sums of products over tiles, some such matrices one after another.
void upsampled_transform_weights(long inputs, long outputs, const float *weights, winograd_values u);
void upsampled_transform_turned_weights(long inputs, long outputs, const float *weights, winograd_values u);
void upsampled_transform_sums(long inputs, long outputs, winograd_values u, long count, float *weight_gradient);

#endif
