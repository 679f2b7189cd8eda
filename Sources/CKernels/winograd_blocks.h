// What algorithms of Winograd's kind share: tiles are taken a block at a time, which is transformed, multiplied and transformed back
// while it is in a core's cache.

#ifndef WINOGRAD_BLOCKS_H
#define WINOGRAD_BLOCKS_H

#include "tiles.h"
#include "winograd.h"

// The tiles of a block: with 64 channels, their values on either side of the products take a third of a megabyte.
#define BLOCK 32
// The sums over about so many tiles are one thread's, where that makes between the fewest and the most chunks: an even number
// for each of two or four threads, and few enough to add up.
#define CHUNK 384
#define FEWEST_CHUNKS 4
#define MOST_CHUNKS 16

INLINE long minimum(long a, long b) { return a < b ? a : b; }
INLINE long maximum(long a, long b) { return a > b ? a : b; }

// Where each of so many parts of a range begins; the last one ends where the next would begin.
INLINE long part(long first, long last, long index, long parts) { return first + (last - first) * index / parts; }

INLINE long block_count(long tiles) { return (tiles + BLOCK - 1) / BLOCK; }

INLINE long chunk_count(long tiles) {
  long chunks = maximum(FEWEST_CHUNKS, minimum(tiles / CHUNK / FEWEST_CHUNKS * FEWEST_CHUNKS, MOST_CHUNKS));
  return minimum(chunks, block_count(tiles));
}

// The stride of matrices of so many rows and columns: not a power of two, or all would meet in the same places of the cache.
INLINE long matrix_stride(long rows, long columns) { return rows * columns + LANES; }

// c = a b, or c += a b: matrices of rows × inner and inner × columns, a perhaps transposed in memory.
static inline void multiply(
    long rows, long inner, long columns, const float *a, int is_transposed, const float *b, float *c, int add) {
  const tile_kernels *kernels = kernels_tiles();
  tiles t = {
      .rows = rows, .segments = 1, .inner = inner, .a = a, .a_row = is_transposed ? 1 : inner,
      .a_step = is_transposed ? rows : 1, .b_step = columns, .c_row = columns, .add = add};
  for (long column = 0, width; column < columns; column += width) {
    width = strip_width(kernels, column, columns);
    t.b = b + column, t.c = c + column;
    kernels->run(&t, width);
  }
}

#endif
