// The most multiplications and additions a second: independent fused multiply-adds on vectors that never leave the registers.
// gcc -O3 -march=native -fopenmp Benchmarks/peak.c -o peak && ./peak
// With -march=x86-64-v3, that of AVX2 on a processor with AVX-512 too.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

// As many sums as hide the latency of one, and with the two factors fit into the registers, 32 of sixteen lanes or 16 of eight.
#if defined(__AVX512F__)
#define SUMS 24
#define LANES 16
#else
#define SUMS 12
#define LANES 8
#endif
#define STEPS 20000000L
typedef float vector __attribute__((vector_size(LANES * sizeof(float))));

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static float multiply_and_add(float x) {
  vector sums[SUMS], factor = {0}, addend = {0};
  factor += x;
  addend += 1e-6f;
  for (int i = 0; i < SUMS; i++) sums[i] = factor + (float)i;
  for (long step = 0; step < STEPS; step++)
#pragma GCC unroll 24
    for (int i = 0; i < SUMS; i++) sums[i] = sums[i] * factor + addend;
  float total = 0;
  for (int i = 0; i < SUMS; i++) total += sums[i][0];
  return total;
}

int main(int count, char **arguments) {
  int threads = count > 1 ? atoi(arguments[1]) : 2;
  omp_set_num_threads(threads);
  float total = 0;
  double start = seconds();
#pragma omp parallel reduction(+ : total)
  total += multiply_and_add(0.999f);
  double elapsed = seconds() - start;
  printf("peak %.0f GFLOP/s with %d threads (%g)\n", 2e-9 * threads * STEPS * SUMS * LANES / elapsed, threads, total);
}
