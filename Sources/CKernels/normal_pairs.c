// The log-density of each row under each of several normal distributions of independent numbers, the components of a mixture:
// rows × components out of rows × extent and components × extent, without an array of all three.
//
// With u = (x − μ)/σ the sum over a row's numbers is y = offset − ½ Σ u², where offset = −Σ (log σ + ½ log 2π). The gradients of
// one pair are −dy u/σ with respect to x, dy u/σ to μ and dy (u² − 1) to log σ; each is the sum over what its argument is paired
// with, in that order.

#include "CKernels.h"
#include "parallel.h"

#pragma clang fp contract(off)

#define LANES 16
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));

typedef struct {
  long rows, components, extent;
  const float *x, *mean, *inverse, *offset, *dy;
  float *y, *dx, *dmean, *ds;
} pairs;

// Σ u², lane by lane and then over the lanes.
INLINE float squared_distance(long extent, const float *x, const float *mean, const float *inverse) {
  long whole = extent - extent % LANES;
  lanes sums = {};
  for (long j = 0; j < whole; j += LANES) {
    lanes u = (*(const lanes *)(x + j) - *(const lanes *)(mean + j)) * *(const lanes *)(inverse + j);
    sums += u * u;
  }
  float rest = 0;
  for (long j = whole; j < extent; j++) {
    float u = (x[j] - mean[j]) * inverse[j];
    rest += u * u;
  }
  for (int width = LANES / 2; width > 0; width /= 2)
    for (int lane = 0; lane < width; lane++) sums[lane] += sums[lane + width];
  return sums[0] + rest;
}

KERNEL(density_range) {
  const pairs *p = arguments;
  for (long row = begin; row < end; row++)
    for (long k = 0; k < p->components; k++)
      p->y[row * p->components + k] =
          p->offset[k]
          - 0.5f
                * squared_distance(
                    p->extent, p->x + row * p->extent, p->mean + k * p->extent, p->inverse + k * p->extent);
}

void kernels_normal_pairs(
    long rows, long components, long extent, const float *x, const float *mean, const float *inverse_deviation,
    const float *offset, float *y) {
  pairs p = {
      .components = components, .extent = extent, .x = x, .mean = mean, .inverse = inverse_deviation, .offset = offset,
      .y = y};
  kernels_parallel_flushing(rows, PRODUCTS / (components * extent + 1), density_range, &p);
}

KERNEL(row_gradient_range) {
  const pairs *p = arguments;
  long n = p->extent;
  for (long row = begin; row < end; row++) {
    const float *restrict x = p->x + row * n;
    float *restrict dx = p->dx + row * n;
    for (long j = 0; j < n; j++) dx[j] = 0;
    for (long k = 0; k < p->components; k++) {
      const float *restrict mean = p->mean + k * n, *restrict inverse = p->inverse + k * n;
      float dy = p->dy[row * p->components + k];
      if (dy == 0) continue;  // so that it stays 0 where a slope is infinite
      for (long j = 0; j < n; j++) dx[j] -= dy * ((x[j] - mean[j]) * inverse[j]) * inverse[j];
    }
  }
}

void kernels_normal_pairs_by_row(
    long rows, long components, long extent, const float *x, const float *mean, const float *inverse_deviation,
    const float *dy, float *dx) {
  pairs p = {
      .components = components, .extent = extent, .x = x, .mean = mean, .inverse = inverse_deviation, .dy = dy, .dx = dx};
  kernels_parallel_flushing(rows, PRODUCTS / (components * extent + 1), row_gradient_range, &p);
}

KERNEL(component_gradient_range) {
  const pairs *p = arguments;
  long n = p->extent;
  for (long k = begin; k < end; k++) {
    const float *restrict mean = p->mean + k * n, *restrict inverse = p->inverse + k * n;
    float *restrict dmean = p->dmean + k * n, *restrict ds = p->ds + k * n;
    for (long j = 0; j < n; j++) dmean[j] = ds[j] = 0;
    for (long row = 0; row < p->rows; row++) {
      const float *restrict x = p->x + row * n;
      float dy = p->dy[row * p->components + k];
      if (dy == 0) continue;
      for (long j = 0; j < n; j++) {
        float u = (x[j] - mean[j]) * inverse[j];
        dmean[j] += dy * u * inverse[j];
        ds[j] += dy * (u * u - 1.0f);
      }
    }
  }
}

void kernels_normal_pairs_by_component(
    long rows, long components, long extent, const float *x, const float *mean, const float *inverse_deviation,
    const float *dy, float *dmean, float *dlog_deviation) {
  pairs p = {
      .rows = rows, .components = components, .extent = extent, .x = x, .mean = mean, .inverse = inverse_deviation,
      .dy = dy, .dmean = dmean, .ds = dlog_deviation};
  kernels_parallel_flushing(components, PRODUCTS / (rows * extent + 1), component_gradient_range, &p);
}
