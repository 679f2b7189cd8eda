// From weights of 3×3 taps to their values at Winograd's points, and from the sums of products there to the gradient.

#include "winograd.h"

// The values of the weights' polynomial are divided by Lagrange's denominators, so that those of the pixels need not be. In
// double, so that each factor is rounded once.
#define ZERO_FACTOR ((float)(1.0 / (P * P * Q * Q)))
#define P_FACTOR(power) ((float)((power) / (2.0 * P * P * (P * P - Q * Q))))
#define Q_FACTOR(power) ((float)((power) / (2.0 * Q * Q * (Q * Q - P * P))))

// u = G w.
INLINE void transform_weights(const lanes w[TAPS], lanes u[POINTS]) {
  lanes even_p = P_FACTOR(1) * w[0] + P_FACTOR(P * P) * w[2], even_q = Q_FACTOR(1) * w[0] + Q_FACTOR(Q * Q) * w[2];
  u[0] = ZERO_FACTOR * w[0];
  u[1] = even_p + P_FACTOR(P) * w[1], u[2] = even_p - P_FACTOR(P) * w[1];
  u[3] = even_q + Q_FACTOR(Q) * w[1], u[4] = even_q - Q_FACTOR(Q) * w[1];
  u[5] = w[2];
}

// w = Gᵀ u.
INLINE void transform_sums(const lanes u[POINTS], lanes w[TAPS]) {
  lanes sum_p = u[1] + u[2], difference_p = u[1] - u[2], sum_q = u[3] + u[4], difference_q = u[3] - u[4];
  w[0] = ZERO_FACTOR * u[0] + (P_FACTOR(1) * sum_p + Q_FACTOR(1) * sum_q);
  w[1] = P_FACTOR(P) * difference_p + Q_FACTOR(Q) * difference_q;
  w[2] = P_FACTOR(P * P) * sum_p + (Q_FACTOR(Q * Q) * sum_q + u[5]);
}

typedef struct {
  long inputs, outputs, count;
  int flipped;
  winograd_values u;
  const float *weights;
  float *gradient;
} weights_arguments;

INLINE long tap_of(const weights_arguments *p, int row, int column) {
  return p->flipped ? (TAPS - 1 - row) * TAPS + TAPS - 1 - column : row * TAPS + column;
}

// One input channel at a time.
KERNEL(weights_range) {
  const weights_arguments *p = arguments;
  for (long i = begin; i < end; i++)
    for (long o = 0; o < p->outputs; o += LANES) {
      long at = i * p->outputs + o;
      lanes half_way[POINTS][TAPS];
      UNROLL for (int column = 0; column < TAPS; column++) {
        lanes w[TAPS], u[POINTS];
        UNROLL for (int row = 0; row < TAPS; row++)
          w[row] = *(const lanes *)(p->weights + tap_of(p, row, column) * p->inputs * p->outputs + at);
        transform_weights(w, u);
        UNROLL for (int row = 0; row < POINTS; row++) half_way[row][column] = u[row];
      }
      UNROLL for (int row = 0; row < POINTS; row++) {
        lanes u[POINTS];
        transform_weights(half_way[row], u);
        UNROLL for (int column = 0; column < POINTS; column++)
          *(lanes *)(p->u.values + (row * POINTS + column) * p->u.stride + at) = u[column];
      }
    }
}

KERNEL(sums_range) {
  const weights_arguments *p = arguments;
  for (long i = begin; i < end; i++)
    for (long o = 0; o < p->outputs; o += LANES) {
      long at = i * p->outputs + o;
      lanes half_way[TAPS][POINTS];
      UNROLL for (int column = 0; column < POINTS; column++) {
        lanes u[POINTS], w[TAPS];
        UNROLL for (int row = 0; row < POINTS; row++) {
          const float *from = p->u.values + (row * POINTS + column) * p->u.stride + at;
          u[row] = *(const lanes *)from;
          for (long k = 1; k < p->count; k++) u[row] += *(const lanes *)(from + k * POINTS * POINTS * p->u.stride);
        }
        transform_sums(u, w);
        UNROLL for (int row = 0; row < TAPS; row++) half_way[row][column] = w[row];
      }
      UNROLL for (int row = 0; row < TAPS; row++) {
        lanes w[TAPS];
        transform_sums(half_way[row], w);
        UNROLL for (int column = 0; column < TAPS; column++)
          *(lanes *)(p->gradient + tap_of(p, row, column) * p->inputs * p->outputs + at) = w[column];
      }
    }
}

void winograd_transform_weights(long inputs, long outputs, int flipped, const float *weights, winograd_values u) {
  weights_arguments p = {.inputs = inputs, .outputs = outputs, .flipped = flipped, .u = u, .weights = weights};
  kernels_parallel_for(inputs, ARITHMETIC_GRAIN / outputs, weights_range, &p);
}

void winograd_transform_sums(long inputs, long outputs, int flipped, winograd_values u, long count, float *weights) {
  weights_arguments p = {inputs, outputs, count, flipped, u, .gradient = weights};
  kernels_parallel_for(inputs, ARITHMETIC_GRAIN / (count * outputs), sums_range, &p);
}
