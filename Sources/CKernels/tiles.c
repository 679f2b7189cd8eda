// One source for every set of instructions: vectors of as many lanes as a register has, and as many sums as there are
// registers for.

#include "tiles.h"
#include "CKernels.h"

// A product and a sum in one expression are one operation where the processor has it.
#pragma clang fp contract(on)

#define INLINE static inline __attribute__((always_inline))
// The floats of a line of the cache.
#define LINE 16
#define UNROLL _Pragma("clang loop unroll(full)")

#if defined(__x86_64__)
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define NAME(name) name##_avx512
#define TITLE "AVX-512"
#define LANES 16
#define VECTORS 3
#define ROWS 8
#define EACH_ROWS(define) define(1) define(2) define(3) define(4) define(5) define(6) define(7) define(8)
#include "tiles_body.h"

#define TARGET __attribute__((target("arch=x86-64-v3")))
#define NAME(name) name##_avx2
#define TITLE "AVX2"
#define LANES 8
#define VECTORS 2
#define ROWS 6
#define EACH_ROWS(define) define(1) define(2) define(3) define(4) define(5) define(6)
#include "tiles_body.h"
#endif

#define TARGET
#define NAME(name) name##_baseline
#define TITLE "baseline"
#define LANES 4
#define VECTORS 2
#define ROWS 6
#define EACH_ROWS(define) define(1) define(2) define(3) define(4) define(5) define(6)
#include "tiles_body.h"

const char *kernels_instructions(void) { return kernels_tiles()->name; }

const tile_kernels *kernels_tiles(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return &kernels_avx512;
  if (__builtin_cpu_supports("x86-64-v3")) return &kernels_avx2;
#endif
  return &kernels_baseline;
}
