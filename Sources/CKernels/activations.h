// The activations that a kernel can apply on its way: those whose derivative, the slope, is written in the result.

#ifndef ACTIVATIONS_H
#define ACTIVATIONS_H

#include "vector_math.h"

// Klambauer et al. (2017), "Self-normalizing neural networks", equation 2: λ and λα.
#define SELU_SCALE 1.05070099f
#define SELU_SCALE_ALPHA 1.75809934f

INLINE float identity_value(float x) { return x; }
INLINE float identity_slope(float y) { return (void)y, 1.0f; }

INLINE float relu_value(float x) { return x < 0.0f ? 0.0f : x; }
INLINE float relu_slope(float y) { return y > 0.0f ? 1.0f : 0.0f; }

INLINE float selu_value(float x) { return x > 0.0f ? SELU_SCALE * x : SELU_SCALE_ALPHA * v_expm1_below_zero(x); }
INLINE float selu_slope(float y) { return y > 0.0f ? SELU_SCALE : y + SELU_SCALE_ALPHA; }

INLINE float sigmoid_value(float x) { return v_sigmoid(x); }
INLINE float sigmoid_slope(float y) { return y * (1.0f - y); }

INLINE float tanh_value(float x) { return v_tanh(x); }
INLINE float tanh_slope(float y) { return 1.0f - y * y; }

// All of them, in the order of their numbers in CKernels.h.
#define EACH_ACTIVATION(define) define(identity) define(relu) define(selu) define(sigmoid) define(tanh)

#endif
