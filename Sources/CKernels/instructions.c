#include "instructions.h"

kernels_instructions kernels_best_instructions(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return KERNELS_AVX512;
  if (__builtin_cpu_supports("x86-64-v3")) return KERNELS_AVX2;
#endif
  return KERNELS_BASELINE;
}

_Atomic(kernels_instructions) kernels_chosen;

__attribute__((constructor)) static void choose(void) { kernels_use_instructions(kernels_best_instructions()); }

kernels_instructions kernels_instructions_in_use(void) {
  return atomic_load_explicit(&kernels_chosen, memory_order_relaxed);
}

void kernels_use_instructions(kernels_instructions instructions) {
  atomic_store_explicit(&kernels_chosen, instructions, memory_order_relaxed);
}
