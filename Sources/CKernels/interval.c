// How many elements lie in an interval: whether a formula that holds there can be used for all of them. NaN lies in none.

#include "CKernels.h"
#include "parallel.h"

// A few rounds of a small integer a lane, then one wide addition.
#define BLOCK 4096

CLONES(static, long, count_within, (long count, const float *restrict x, float low, float high), (count, x, low, high)) {
  long total = 0;
  for (long first = 0; first < count; first += BLOCK) {
    long end = count - first < BLOCK ? count : first + BLOCK;
    int inside = 0;
    for (long i = first; i < end; i++) inside += (x[i] >= low) & (x[i] <= high);
    total += inside;
  }
  return total;
}

long kernels_count_within(long count, const float *x, float low, float high) { return count_within(count, x, low, high); }
