#ifndef PARALLEL_H
#define PARALLEL_H

// One loop, many instruction sets: the best that the machine has is chosen when the program starts.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define CLONES
#endif

// Loops over no more elements than this cost more to hand out than to compute: for a body that moves a few bytes an element,
// and for one with some dozens of operations, such as an exponential, a random number or a window.
#define GRAIN 65536
#define ARITHMETIC_GRAIN 8192

#endif
