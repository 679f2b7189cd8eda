// From weights of 3×3 taps to their values for each product, and from the sums of products to the gradient: upsampled.h.

#include "upsampled.h"

INLINE void transform_weights(const lanes *w, lanes *u) {
  u[0] = -(w[0] + w[1]), u[1] = -w[0], u[2] = (w[0] + w[1]) + w[2], u[3] = w[2], u[4] = w[1] + w[2];
}

INLINE void transform_turned_weights(const lanes *w, lanes *u) {
  u[0] = -w[2], u[1] = -(w[1] + w[2]), u[2] = (w[0] + w[1]) + w[2], u[3] = w[0] + w[1], u[4] = w[0];
}

// The transpose of transform_turned_weights.
INLINE void transform_sums(const lanes *u, lanes *w) {
  w[0] = u[2] + (u[3] + u[4]), w[1] = u[2] + (u[3] - u[1]), w[2] = u[2] - (u[0] + u[1]);
}

typedef struct {
  long inputs, outputs, count;
  winograd_values u;
  const float *weights;
  float *gradient;
} weights_arguments;

// Where the value of a product stands for an input and an output: in [input][phases][output], or in [phases][output][input].
INLINE float *value(winograd_values u, long inputs, long outputs, int i, int j, long input, long output, int is_turned) {
  int p = point_of(i), q = point_of(j);
  long phase = phase_of(i) * phases(q) + phase_of(j);
  return u.values + pair_begin(p, q) * u.stride +
         (is_turned ? (phase * outputs + output) * inputs + input
                    : (input * pair_phases(p, q) + phase) * outputs + output);
}

// One matrix row of the weights at a time: an input's, or an output's where they are turned.
INLINE void transform_row(const weights_arguments *p, long row, int is_turned) {
  long columns = is_turned ? p->inputs : p->outputs, size = p->inputs * p->outputs;
  for (long c = 0; c < columns; c += LANES) {
    lanes half_way[PRODUCTS_OF_AXIS][TAPS];
    UNROLL for (int tap = 0; tap < TAPS; tap++) {
      lanes w[TAPS], u[PRODUCTS_OF_AXIS];
      UNROLL for (int i = 0; i < TAPS; i++) w[i] = *(const lanes *)(p->weights + (i * TAPS + tap) * size + row * columns + c);
      (is_turned ? transform_turned_weights : transform_weights)(w, u);
      UNROLL for (int i = 0; i < PRODUCTS_OF_AXIS; i++) half_way[i][tap] = u[i];
    }
    UNROLL for (int i = 0; i < PRODUCTS_OF_AXIS; i++) {
      lanes u[PRODUCTS_OF_AXIS];
      (is_turned ? transform_turned_weights : transform_weights)(half_way[i], u);
      UNROLL for (int j = 0; j < PRODUCTS_OF_AXIS; j++)
        *(lanes *)value(p->u, p->inputs, p->outputs, i, j, is_turned ? c : row, is_turned ? row : c, is_turned) = u[j];
    }
  }
}

KERNEL(weights_range) {
  for (long row = begin; row < end; row++) transform_row(arguments, row, 0);
}

KERNEL(turned_weights_range) {
  for (long row = begin; row < end; row++) transform_row(arguments, row, 1);
}

// One input at a time.
KERNEL(sums_range) {
  const weights_arguments *p = arguments;
  for (long input = begin; input < end; input++)
    for (long output = 0; output < p->outputs; output += LANES) {
      lanes half_way[TAPS][PRODUCTS_OF_AXIS];
      UNROLL for (int j = 0; j < PRODUCTS_OF_AXIS; j++) {
        lanes u[PRODUCTS_OF_AXIS], w[TAPS];
        UNROLL for (int i = 0; i < PRODUCTS_OF_AXIS; i++) {
          const float *from = value(p->u, p->inputs, p->outputs, i, j, input, output, 0);
          u[i] = *(const lanes *)from;
          for (long k = 1; k < p->count; k++) u[i] += *(const lanes *)(from + k * PRODUCTS_OF_TILE * p->u.stride);
        }
        transform_sums(u, w);
        UNROLL for (int i = 0; i < TAPS; i++) half_way[i][j] = w[i];
      }
      UNROLL for (int i = 0; i < TAPS; i++) {
        lanes w[TAPS];
        transform_sums(half_way[i], w);
        UNROLL for (int j = 0; j < TAPS; j++)
          *(lanes *)(p->gradient + ((i * TAPS + j) * p->inputs + input) * p->outputs + output) = w[j];
      }
    }
}

void upsampled_transform_weights(long inputs, long outputs, const float *weights, winograd_values u) {
  weights_arguments p = {.inputs = inputs, .outputs = outputs, .u = u, .weights = weights};
  kernels_parallel_for(inputs, ARITHMETIC_GRAIN / outputs, weights_range, &p);
}

void upsampled_transform_turned_weights(long inputs, long outputs, const float *weights, winograd_values u) {
  weights_arguments p = {.inputs = inputs, .outputs = outputs, .u = u, .weights = weights};
  kernels_parallel_for(outputs, ARITHMETIC_GRAIN / inputs, turned_weights_range, &p);
}

void upsampled_transform_sums(long inputs, long outputs, winograd_values u, long count, float *weights) {
  weights_arguments p = {inputs, outputs, count, u, .gradient = weights};
  kernels_parallel_for(inputs, ARITHMETIC_GRAIN / (count * outputs), sums_range, &p);
}
