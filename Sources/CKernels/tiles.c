// One source for every set of instructions: vectors of as many lanes as a register has, and as many sums as there are
// registers for.

#include "tiles.h"
#include "instructions.h"

// A product and a sum in one expression are one operation where the processor has it.
#pragma clang fp contract(on)

// The floats of a line of the cache.
#define LINE 16

#if defined(__x86_64__)
#define TARGET TARGET_AVX512 __attribute__((min_vector_width(512)))
#define NAME(name) name##_avx512
#define LANES 16
#define VECTORS 3
#define ROWS 8
#define EACH_ROWS(define) define(1) define(2) define(3) define(4) define(5) define(6) define(7) define(8)
#include "tiles_body.h"

#define TARGET TARGET_AVX2
#define NAME(name) name##_avx2
#define LANES 8
#define VECTORS 2
#define ROWS 6
#define EACH_ROWS(define) define(1) define(2) define(3) define(4) define(5) define(6)
#include "tiles_body.h"
#endif

#define TARGET
#define NAME(name) name##_baseline
#define LANES 4
#define VECTORS 2
#define ROWS 6
#define EACH_ROWS(define) define(1) define(2) define(3) define(4) define(5) define(6)
#include "tiles_body.h"

const tile_kernels *kernels_tiles(void) {
  switch (kernels_instructions_in_use()) {
#if defined(__x86_64__)
  case KERNELS_AVX512: return &kernels_avx512;
  case KERNELS_AVX2: return &kernels_avx2;
#endif
  default: return &kernels_baseline;
  }
}
