// Functions of one array, value beside derivative: see unary.h.

#include "activations.h"
#include "unary.h"
#include "vector_math.h"

#define INVERSE_SQRT_2_PI 0.398942280f
// Hendrycks and Gimpel (2016), "Gaussian error linear units": x Φ(x), and its tanh and sigmoid approximations.
#define GELU_SCALE 0.797884561f
#define GELU_CUBE 0.044715f
#define GELU_SIGMOID 1.702f

INLINE float gelu_tanh_value(float x) { return 0.5f * x * (1.0f + v_tanh(GELU_SCALE * (x + GELU_CUBE * x * x * x))); }
INLINE float gelu_tanh_derivative(float x) {
  float t = v_tanh(GELU_SCALE * (x + GELU_CUBE * x * x * x));
  // 1 − t² is 0 from |x| = 6 on, where the cubic below could overflow against it.
  float slope = v_absolute(x) > 10.0f ? 0.0f : (1.0f - t * t) * GELU_SCALE * (1.0f + 3.0f * GELU_CUBE * x * x);
  return 0.5f * (1.0f + t) + 0.5f * x * slope;
}
INLINE float gelu_sigmoid_derivative(float x) {
  float s = v_sigmoid(GELU_SIGMOID * x);
  return s + GELU_SIGMOID * x * s * (1.0f - s);
}

// log log(1 + eˣ), which is x − eˣ/2 far below zero, where eˣ would vanish.
#define LOG_SOFTPLUS_IS_X (-17.0f)
INLINE float log_softplus(float x) { return x < LOG_SOFTPLUS_IS_X ? x : v_log(v_softplus(x)); }
INLINE float log_softplus_derivative(float x) { return x < LOG_SOFTPLUS_IS_X ? 1.0f : v_sigmoid(x) / v_softplus(x); }

//    name          value                                                     derivative
UNARY(exp,          v_exp(x),                                                 y)
UNARY(log,          v_log(x),                                                 1.0f / x)
UNARY(log1p,        v_log1p(x),                                               1.0f / (1.0f + x))
UNARY(expm1,        v_expm1(x),                                               y + 1.0f)
UNARY(abs,          v_absolute(x),                                            x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x)
UNARY(sqrt,         __builtin_sqrtf(x),                                       0.5f / y)
UNARY(square,       x * x,                                                    2.0f * x)
UNARY(softplus,     v_softplus(x),                                            v_sigmoid(x))
UNARY(log_softplus, log_softplus(x),                                          log_softplus_derivative(x))
UNARY(sigmoid,      sigmoid_value(x),                                         sigmoid_slope(y))
UNARY(tanh,         tanh_value(x),                                            tanh_slope(y))
UNARY(relu,         relu_value(x),                                            relu_slope(y))
UNARY(selu,         selu_value(x),                                            selu_slope(y))
UNARY(gelu,         x * v_normal_cdf(x),                                      v_normal_cdf(x) + x * INVERSE_SQRT_2_PI * v_gaussian(x))
UNARY(gelu_tanh,    gelu_tanh_value(x),                                       gelu_tanh_derivative(x))
UNARY(gelu_sigmoid, x * v_sigmoid(GELU_SIGMOID * x),                          gelu_sigmoid_derivative(x))
UNARY(normal_cdf,   v_normal_cdf(x),                                          INVERSE_SQRT_2_PI * v_gaussian(x))

KERNEL(clamp_range) {
  const arrays *p = arguments;
  const float *restrict xs = p->x;
  float *restrict ys = p->y;
  float low = p->a, high = p->b;
  for (long i = begin; i < end; i++) {
    float x = xs[i];
    ys[i] = x < low ? low : x > high ? high : x;
  }
}

void kernels_clamp(long count, const float *x, float low, float high, float *y) {
  arrays p = {.x = x, .y = y, .a = low, .b = high};
  kernels_parallel_for(count, GRAIN, clamp_range, &p);
}

KERNEL(clamp_pullback_range) {
  const arrays *p = arguments;
  for (long i = begin; i < end; i++) p->y[i] = p->x[i] >= p->a && p->x[i] <= p->b ? p->dy[i] : 0.0f;
}

void kernels_clamp_pullback(long count, const float *x, const float *dy, float low, float high, float *dx) {
  arrays p = {.x = x, .dy = dy, .y = dx, .a = low, .b = high};
  kernels_parallel_for(count, GRAIN, clamp_pullback_range, &p);
}

KERNEL(affine_range) {
  const arrays *p = arguments;
  const float *restrict x = p->x;
  float *restrict y = p->y;
  float scale = p->a, offset = p->b;
  for (long i = begin; i < end; i++) y[i] = scale * x[i] + offset;
}

void kernels_affine(long count, const float *x, float scale, float offset, float *y) {
  arrays p = {.x = x, .y = y, .a = scale, .b = offset};
  kernels_parallel_for(count, GRAIN, affine_range, &p);
}

KERNEL(add_range) {
  const arrays *p = arguments;
  const float *restrict x = p->x;
  float *restrict y = p->y;
  for (long i = begin; i < end; i++) y[i] += x[i];
}

void kernels_add(long count, const float *x, float *y) {
  arrays p = {.x = x, .y = y};
  kernels_parallel_for(count, GRAIN, add_range, &p);
}

// The largest number below 1.
#define BELOW_ONE 0x1.fffffep-1f

typedef struct {
  const uint8_t *bytes;
  const float *u;
  float *y;
} pixels;

KERNEL(dequantize_range) {
  const pixels *p = arguments;
  if (p->u) {
    // 255 and what is nearly 1 would be rounded to 256.
    for (long i = begin; i < end; i++) {
      float y = ((float)p->bytes[i] + p->u[i]) * (1.0f / 256.0f);
      p->y[i] = y < 1.0f ? y : BELOW_ONE;
    }
  } else {
    for (long i = begin; i < end; i++) p->y[i] = (float)p->bytes[i] / 255.0f;
  }
}

void kernels_dequantize(long count, const uint8_t *bytes, const float *u, float *y) {
  pixels p = {bytes, u, y};
  kernels_parallel_for(count, GRAIN, dequantize_range, &p);
}

// The byte 255 is always 1, since u is below 1.
KERNEL(binarize_range) {
  const pixels *p = arguments;
  for (long i = begin; i < end; i++) p->y[i] = p->u[i] < (float)p->bytes[i] / 255.0f ? 1.0f : 0.0f;
}

void kernels_binarize(long count, const uint8_t *bytes, const float *u, float *y) {
  pixels p = {bytes, u, y};
  kernels_parallel_for(count, GRAIN, binarize_range, &p);
}
