// A function of one array, and its pullback, from two expressions.
//
// The value is written in x. The derivative is written in one saved array, the argument x or the result y, so that the
// tape need not keep both: ElementwiseFunction in Tensors says which. The gradient may be overwritten by the one it becomes:
// no element is read after it was written, which the compiler is told.

#ifndef UNARY_H
#define UNARY_H

#include "CKernels.h"
#include "parallel.h"
#include "vector_math.h"

typedef struct {
  const float *x, *dy;
  float *y;
  float a, b;
} arrays;

#define UNARY(name, value, derivative)                                                          \
  KERNEL(name##_range) {                                                                        \
    const arrays *p = arguments;                                                                \
    const float *restrict xs = p->x;                                                            \
    float *restrict ys = p->y;                                                                  \
    INTERLEAVED for (long i = begin; i < end; i++) {                                            \
      float x = xs[i];                                                                          \
      ys[i] = (value);                                                                          \
    }                                                                                           \
  }                                                                                             \
  void kernels_##name(long count, const float *x, float *y) {                                   \
    arrays p = {.x = x, .y = y};                                                                \
    kernels_parallel_for(count, ARITHMETIC_GRAIN, name##_range, &p);                            \
  }                                                                                             \
  KERNEL(name##_pullback_range) {                                                               \
    const arrays *p = arguments;                                                                \
    const float *restrict saved = p->x, *dys = p->dy;                                           \
    float *dxs = p->y;                                                                          \
    _Pragma("clang loop vectorize(assume_safety)")                                              \
    INTERLEAVED for (long i = begin; i < end; i++) {                                            \
      float x = saved[i], y = x;                                                                \
      (void)y;                                                                                  \
      dxs[i] = dys[i] * (derivative);                                                           \
    }                                                                                           \
  }                                                                                             \
  void kernels_##name##_pullback(long count, const float *saved, const float *dy, float *dx) {  \
    arrays p = {.x = saved, .dy = dy, .y = dx};                                                 \
    kernels_parallel_for(count, ARITHMETIC_GRAIN, name##_pullback_range, &p);                   \
  }

#endif
