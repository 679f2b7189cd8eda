// Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): ten rounds of multiplication over
// a counter of 128 bits with a key of 64. Element i needs nothing but i, so threads and order change nothing.

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define WEYL_0 0x9E3779B9u
#define WEYL_1 0xBB67AE85u

INLINE void philox(const uint32_t counter[4], uint32_t key0, uint32_t key1, uint32_t result[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  for (int round = 0; round < 10; round++) {
    uint64_t product0 = (uint64_t)MULTIPLIER_0 * c0, product1 = (uint64_t)MULTIPLIER_1 * c2;
    c0 = (uint32_t)(product1 >> 32) ^ c1 ^ key0;
    c1 = (uint32_t)product1;
    c2 = (uint32_t)(product0 >> 32) ^ c3 ^ key1;
    c3 = (uint32_t)product0;
    key0 += WEYL_0;
    key1 += WEYL_1;
  }
  result[0] = c0, result[1] = c1, result[2] = c2, result[3] = c3;
}

void kernels_philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t result[4]) {
  philox(counter, key[0], key[1], result);
}

typedef struct {
  long count;
  uint64_t first_block;
  uint32_t key0, key1;
  void *y;
} draw;

INLINE void block_bits(const draw *p, long block, uint32_t words[4]) {
  uint64_t number = p->first_block + (uint64_t)block;
  uint32_t counter[4] = {(uint32_t)number, (uint32_t)(number >> 32), 0, 0};
  philox(counter, p->key0, p->key1, words);
}

static void bits_range(const void *arguments, long begin, long end) {
  const draw *p = arguments;
  uint32_t *y = p->y;
  for (long block = begin; block < end; block++) {
    uint32_t words[4];
    block_bits(p, block, words);
    for (long j = 0; j < 4 && 4 * block + j < p->count; j++) y[4 * block + j] = words[j];
  }
}

// The top 24 bits: a multiple of 2⁻²⁴ in [0, 1).
INLINE float unit(uint32_t word) { return (float)(word >> 8) * 5.9604644775390625e-8f; }

KERNEL(uniform_range) {
  const draw *p = arguments;
  float *y = p->y;
  long whole = p->count / 4 < end ? p->count / 4 : end;
  INTERLEAVED for (long block = begin; block < whole; block++) {
    uint32_t words[4];
    block_bits(p, block, words);
    for (int j = 0; j < 4; j++) y[4 * block + j] = unit(words[j]);
  }
  if (whole < end) {
    uint32_t words[4];
    block_bits(p, whole, words);
    for (long j = 0; 4 * whole + j < p->count; j++) y[4 * whole + j] = unit(words[j]);
  }
}

// Box and Muller (1958): two uniforms, as radius and angle, make two independent normals. The radius takes all 32 bits,
// as the midpoint of its cell, so that the tail reaches 6.7 standard deviations.
INLINE void block_normals(const uint32_t words[4], float normals[4]) {
  for (int pair = 0; pair < 2; pair++) {
    float u = ((float)words[2 * pair] + 0.5f) * 2.3283064365386963e-10f;
    float radius = __builtin_sqrtf(-2.0f * v_log(u < 1.0f ? u : 0.99999994f));
    float cosine, sine;
    v_cos_sin_turn(unit(words[2 * pair + 1]), &cosine, &sine);
    normals[2 * pair] = radius * cosine;
    normals[2 * pair + 1] = radius * sine;
  }
}

KERNEL(normal_range) {
  const draw *p = arguments;
  float *y = p->y;
  long whole = p->count / 4 < end ? p->count / 4 : end;
  INTERLEAVED for (long block = begin; block < whole; block++) {
    uint32_t words[4];
    float normals[4];
    block_bits(p, block, words);
    block_normals(words, normals);
    for (int j = 0; j < 4; j++) y[4 * block + j] = normals[j];
  }
  if (whole < end) {
    uint32_t words[4];
    float normals[4];
    block_bits(p, whole, words);
    block_normals(words, normals);
    for (long j = 0; 4 * whole + j < p->count; j++) y[4 * whole + j] = normals[j];
  }
}

static void fill(long count, uint64_t first_block, const uint32_t key[2], void *y, kernels_range body) {
  draw p = {count, first_block, key[0], key[1], y};
  kernels_parallel_for((count + 3) / 4, ARITHMETIC_GRAIN / 8, body, &p);
}

void kernels_philox_bits(long count, uint64_t first_block, const uint32_t key[2], uint32_t *y) {
  fill(count, first_block, key, y, bits_range);
}

void kernels_philox_uniform(long count, uint64_t first_block, const uint32_t key[2], float *y) {
  fill(count, first_block, key, y, uniform_range);
}

void kernels_philox_normal(long count, uint64_t first_block, const uint32_t key[2], float *y) {
  fill(count, first_block, key, y, normal_range);
}
