// A stream of random numbers for one element, for draws that use as many as they need.
//
// Element i of a draw that begins at block b has the blocks (b + i, j, 1), j = 0, 1, …, of the Philox counter. Numbers
// drawn by position have 0 in the last word and child streams 2³¹, so the three never meet.

#ifndef SUBSTREAM_H
#define SUBSTREAM_H

#include "CKernels.h"
#include "double_math.h"

typedef struct {
  uint32_t key[2], counter[4], words[4];
  int left;
} substream;

INLINE substream substream_of(uint64_t block, const uint32_t key[2]) {
  return (substream){.key = {key[0], key[1]}, .counter = {(uint32_t)block, (uint32_t)(block >> 32), 0, 1}};
}

// The midpoint of one of 2⁵² cells of (0, 1): never 0 or 1.
INLINE double next_uniform(substream *stream) {
  if (stream->left == 0) {
    kernels_philox_block(stream->counter, stream->key, stream->words);
    stream->counter[2]++;
    stream->left = 2;
  }
  const uint32_t *words = stream->words + 4 - 2 * stream->left--;
  uint64_t cell = (uint64_t)words[0] << 20 | words[1] >> 12;
  return ((double)cell + 0.5) * 0x1p-52;
}

// A standard normal number by the polar method (Marsaglia and Bray 1964).
INLINE double next_normal(substream *stream) {
  double a, square;
  do {
    a = 2.0 * next_uniform(stream) - 1.0;
    double b = 2.0 * next_uniform(stream) - 1.0;
    square = a * a + b * b;
  } while (square >= 1.0);
  return a * __builtin_sqrt(-2.0 * d_log(square) / square);
}

#endif
