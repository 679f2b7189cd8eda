// The innermost loop of matrix products and convolutions: a tile of the result stays in registers while its terms are added.
//
// Every element is the sum of its terms one after another, each a fused multiply-add: no width of a vector, extent of a tile,
// block or number of threads shows in its bits. Only a processor without fused multiply-adds rounds differently.

#ifndef TILES_H
#define TILES_H

// c[r][j] = Σ over the segments s and 0 ≤ k < inner of a[s a_segment + r a_row + k a_step] · b[s b_segment + k b_step + j],
// for one strip of columns. One of a_row and a_step is 1. Where add is not 0, the terms are added to what c has.
typedef struct {
  long rows, segments, inner;
  const float *a;
  long a_segment, a_row, a_step;
  const float *b;
  long b_segment, b_step;
  float *c;
  long c_row;
  int add;
} tiles;

// How a strip is cut: its columns are a multiple of lanes, at most strip.
typedef struct {
  long lanes, strip;
  // The result's rows of c, columns numbers wide.
  void (*run)(const tiles *t, long columns);
} tile_kernels;

// Those for the instructions in use.
const tile_kernels *kernels_tiles(void);

// The number of columns of the strip that begins at a column: as even a division as whole vectors allow, also into halves. A
// result of n columns is computed as if it had them rounded up to a multiple of lanes.
static inline long strip_width(const tile_kernels *k, long column, long columns) {
  long vectors = (columns + k->lanes - 1) / k->lanes, most = k->strip / k->lanes, strips = (vectors + most - 1) / most;
  long done = column / k->lanes, strip = done * strips / vectors;
  return ((vectors * (strip + 1) + strips - 1) / strips - done) * k->lanes;
}

#endif
