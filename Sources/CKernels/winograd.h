// Winograd's algorithm F(4×4, 3×3) (Lavin and Gray 2016): 16 sums of a 3×3 window by 36 products in place of 144.
//
// Along one axis, four sums y[p] = Σ d[p + h] w[h] are the coefficients of a product of polynomials, which is found from its
// values at six points: y = Aᵀ [(G w) ⊙ (Bᵀ d)]. In two dimensions each transform is applied along both axes. Over channels
// the products are sums, one matrix product for each pair of points: values of tiles × channels by values of weights. The
// transpose of the algorithm in the weights gives their gradient, w = Gᵀ [(A x) ⊙ (Bᵀ d)].
//
// The points are 0, ±5/8, ±3/2 and ∞: of those tried, the least rounding. Its error against the exact sums is up to
// 1e-6 of their root mean square, several times that of sums in order, and in the worst element 1.1e-5.

#ifndef WINOGRAD_H
#define WINOGRAD_H

#include "CKernels.h"
#include "parallel.h"

// A product and a sum in one expression are one operation where the processor has it, as in the tiles of products: which of
// them, the source says, so the width of the vectors does not show in the bits.
#pragma clang fp contract(on)

// Channels are taken sixteen at a time: one register of AVX-512, two of AVX2.
#define LANES 16
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));
typedef int lane_bits __attribute__((vector_size(LANES * sizeof(int))));

// Along an axis: the pixels of a window, the results of a tile, the weights; there are as many points as pixels.
#define POINTS 6
#define STEP 4
#define TAPS 3

// The points other than 0 and ∞, besides their opposites. Their powers and differences are exact.
#define P 0.625f
#define Q 1.5f

// Images cut into tiles of 4×4 pixels, numbered by image, row and column. Those at the ends may hang over.
typedef struct {
  long height, width, tile_rows, tile_columns;
} winograd_grid;

// The values of tiles at all pairs of points: a matrix [tile][channel] for each pair, some stride apart.
typedef struct {
  float *values;
  long stride;
} winograd_values;

// winograd_tiles.c, for tiles first, first + 1, …, which become the matrices' rows 0, 1, …
//
// Bᵀ d B of the pixels d under the windows of a tile's results, one more pixel on every side.
void winograd_transform_windows(
    const winograd_grid *grid, long channels, const float *images, long first, long count, winograd_values v);
// A x Aᵀ of a tile's own pixels x.
void winograd_transform_tiles(
    const winograd_grid *grid, long channels, const float *images, long first, long count, winograd_values v);
// Aᵀ m A, the results; the bias is added unless it is null, and rectified if asked for.
void winograd_transform_results(
    const winograd_grid *grid, long channels, winograd_values m, long first, long count, const float *bias, int rectified,
    float *images);
// Asks memory for the pixels that a tile's window adds to those of the tiles before, or for the tile's own, and does not wait:
// while something else is computed. Unasked for, they take as long as the arithmetic of their transform again.
void winograd_fetch_window(const winograd_grid *grid, long channels, const float *images, long tile);
void winograd_fetch_tile(const winograd_grid *grid, long channels, const float *images, long tile);

// winograd_weights.c: G w Gᵀ of 3×3×inputs×outputs weights, as matrices [input][output].
void winograd_transform_weights(long inputs, long outputs, int flipped, const float *weights, winograd_values u);
// Gᵀ u G of the sum of some such, one after another.
void winograd_transform_sums(long inputs, long outputs, int flipped, winograd_values u, long count, float *weights);

#endif
