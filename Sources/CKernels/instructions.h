// One loop, many instruction sets: what is declared with CLONES is compiled for each, and the one that the process uses runs.
//
// Where a source lets them (`fp contract(on)`, as by default), a product and a sum in one expression are one operation, a fused
// multiply-add, if the processor has it; which they are, and the order of all sums, the source says and no width of a vector. So
// AVX2 and AVX-512 give the same bits, and only a processor without fused multiply-adds rounds differently.

#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H

#include <stdatomic.h>

#include "CKernels.h"

// What runs.
extern _Atomic(kernels_instructions) kernels_chosen;

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

#if defined(__x86_64__)
#define TARGET_AVX512 __attribute__((target("arch=x86-64-v4")))
#define TARGET_AVX2 __attribute__((target("arch=x86-64-v3")))

// A function of these parameters; what follows is its body.
#define CLONES(linkage, type, name, parameters, arguments)                                     \
  INLINE type name##_body parameters;                                                          \
  TARGET_AVX512 static type name##_avx512 parameters { return name##_body arguments; }         \
  TARGET_AVX2 static type name##_avx2 parameters { return name##_body arguments; }             \
  static type name##_baseline parameters { return name##_body arguments; }                     \
  linkage type name parameters {                                                               \
    switch (atomic_load_explicit(&kernels_chosen, memory_order_relaxed)) {                     \
    case KERNELS_AVX512: return name##_avx512 arguments;                                       \
    case KERNELS_AVX2: return name##_avx2 arguments;                                           \
    default: return name##_baseline arguments;                                                 \
    }                                                                                          \
  }                                                                                            \
  INLINE type name##_body parameters
#else
#define CLONES(linkage, type, name, parameters, arguments) linkage type name parameters
#endif

// The body of a shared loop: `arguments`, and its elements from `begin` to before `end`.
#define KERNEL(name) CLONES(static, void, name, (const void *arguments, long begin, long end), (arguments, begin, end))

#endif
