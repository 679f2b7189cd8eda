#include "parallel.h"
#include "CKernels.h"

// libgomp's entry points; the compiler that builds this file has no OpenMP pragma for that library.
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);
extern int omp_get_max_threads(void);
extern int omp_in_parallel(void);
extern void omp_set_num_threads(int);
extern void omp_set_dynamic(int);

typedef struct {
  long count;
  kernels_range body;
  const void *arguments;
} work;

static void run_share(void *data) {
  const work *w = data;
  long thread = omp_get_thread_num(), threads = omp_get_num_threads();
  long begin = w->count * thread / threads, end = w->count * (thread + 1) / threads;
  if (begin < end) w->body(w->arguments, begin, end);
}

void kernels_parallel_for(long count, long grain, kernels_range body, const void *arguments) {
  if (count <= grain || omp_get_max_threads() == 1 || omp_in_parallel()) {
    if (count > 0) body(arguments, 0, count);
    return;
  }
  work w = {count, body, arguments};
  GOMP_parallel(run_share, &w, 0, 0);
}

int kernels_thread_count(void) { return omp_get_max_threads(); }

void kernels_set_thread_count(int threads) {
  omp_set_dynamic(0);
  omp_set_num_threads(threads);
}
