// What it costs a thread to write what another has read: the time to change a megabyte by halves, after each thread has read
// all of it, and after each has read its own half alone; beside it the time that a word takes to the other thread and back.
// gcc -O3 -march=native -fopenmp Benchmarks/sharing.c -o sharing && ./sharing 100
#include <omp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { COUNT = 1 << 18, RUNS = 41, WARM_UP = 100, ROUND_TRIPS = 3000 };

static double nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e9 * t.tv_sec + t.tv_nsec;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static double round_trip(void) {
  static _Alignas(128) atomic_long word;
  double start = 0, end = 0;
  atomic_store(&word, 0);
#pragma omp parallel num_threads(2)
  {
    int thread = omp_get_thread_num();
#pragma omp barrier
    for (long i = 0; i < WARM_UP + ROUND_TRIPS; i++) {
      if (thread == 0 && i == WARM_UP) start = nanoseconds();
      while (atomic_load_explicit(&word, memory_order_acquire) != 2 * i + thread) continue;
      atomic_store_explicit(&word, 2 * i + thread + 1, memory_order_release);
    }
    if (thread == 0) end = nanoseconds();
  }
  return (end - start) / ROUND_TRIPS;
}

// In microseconds, the median.
static double change(float *x, int reading_all) {
  double times[RUNS];
  float sums[2];
  for (int run = 0; run < RUNS; run++) {
#pragma omp parallel num_threads(2)
    {
      int thread = omp_get_thread_num();
      long begin = reading_all ? 0 : thread * COUNT / 2, end = reading_all ? COUNT : (thread + 1) * COUNT / 2;
      float sum = 0;
      for (long i = begin; i < end; i += 16) sum += x[i];
      sums[thread] = sum;
    }
    double start = nanoseconds();
#pragma omp parallel num_threads(2)
    {
      int thread = omp_get_thread_num();
      for (long i = thread * COUNT / 2; i < (thread + 1) * COUNT / 2; i++) x[i] = x[i] * 0.999f + 1;
    }
    times[run] = (nanoseconds() - start) / 1e3;
  }
  qsort(times, RUNS, sizeof(double), compare);
  // The sums are used, so that the reading is not left out.
  return sums[0] + sums[1] > -1 ? times[RUNS / 2] : 0;
}

int main(int count, char **arguments) {
  int measurements = count > 1 ? atoi(arguments[1]) : 10;
  float *x = aligned_alloc(64, COUNT * sizeof(float));
  if (!x) return 1;
  for (long i = 0; i < COUNT; i++) x[i] = 1;
  printf("round trip, ns | after reading all, us | after reading a half each, us\n");
  for (int i = 0; i < measurements; i++) {
    double trip = round_trip();
    double all = change(x, 1), half = change(x, 0);
    printf("%14.0f | %21.1f | %28.1f\n", trip, all, half);
    fflush(stdout);
    usleep(200000);
  }
}
