// Log-densities whose terms are large and cancel, powers against gamma functions, and their derivatives by
// concentrations. In double precision until the last rounding, so that what is lost is 2⁻⁵² of the terms. Outside the
// support a log-density is −∞, at NaN NaN.

#include "CKernels.h"
#include "gamma_functions.h"
#include "parallel.h"

INLINE double log_of(double x) { return x > 0.0 ? d_log(x) : x == 0.0 ? -INFINITE : NOT_A_NUMBER; }

// (α − 1) log x, with 0 log 0 = 0.
INLINE double log_power(double shape, double x) { return shape == 1.0 && x >= 0.0 ? 0.0 : (shape - 1.0) * log_of(x); }

// (α − 1) log x + α log β − βx − log Γ(α). At 0 it is the power's limit, whatever the rate; of a rate of 0 or ∞ nothing is left
// elsewhere.
INLINE double gamma_log_density(double x, double shape, double log_rate) {
  if (x < 0.0 || x == INFINITE) return -INFINITE;
  if (x == 0.0 && shape != 1.0) return shape < 1.0 ? INFINITE : shape > 1.0 ? -INFINITE : shape;
  if (x > 0.0 && (log_rate == INFINITE || log_rate == -INFINITE)) return -INFINITE;
  return log_power(shape, x) + shape * log_rate - d_exp(log_rate) * x - log_gamma(shape);
}

INLINE double gamma_slope(double x, double shape, double log_rate) { return log_of(x) + log_rate - digamma(shape); }

// kη − e^η − log k!, with 0 η = 0. Under an infinite rate every count is impossible.
INLINE double poisson_log_density(double k, double log_rate) {
  if (k < 0.0 || k == INFINITE || k != __builtin_floor(k)) return k == k ? -INFINITE : k;
  if (log_rate == INFINITE) return -INFINITE;
  return (k == 0.0 ? 0.0 : k * log_rate - log_gamma(k + 1.0)) - d_exp(log_rate);
}

// (a − 1) log x + (b − 1) log(1 − x) − log B(a, b).
INLINE double beta_log_density(double x, double a, double b) {
  if (x < 0.0 || x > 1.0) return -INFINITE;
  return log_power(a, x) + log_power(b, 1.0 - x) + log_gamma(a + b) - log_gamma(a) - log_gamma(b);
}

// By a and by b.
INLINE double beta_slope1(double x, double a, double b) { return log_of(x) - digamma(a) + digamma(a + b); }
INLINE double beta_slope0(double x, double a, double b) { return log_of(1.0 - x) - digamma(b) + digamma(a + b); }

// Σ (αₖ − 1) log xₖ − Σ log Γ(αₖ) + log Γ(Σ αₖ).
INLINE double dirichlet_log_density(long count, const float *x, const float *shapes) {
  double sum = 0.0, result = 0.0;
  for (long k = 0; k < count; k++) {
    if (x[k] < 0.0f) return -INFINITE;
    sum += shapes[k];
    result += log_power(shapes[k], x[k]) - log_gamma(shapes[k]);
  }
  return result + log_gamma(sum);
}

// By each concentration.
INLINE void dirichlet_slopes(long count, const float *x, const float *shapes, float *slopes) {
  double sum = 0.0;
  for (long k = 0; k < count; k++) sum += shapes[k];
  double shared = digamma(sum);
  for (long k = 0; k < count; k++) slopes[k] = (float)(log_of(x[k]) - digamma(shapes[k]) + shared);
}

typedef struct {
  long extent;
  const float *a, *b, *c;
  float *y;
} arrays;

#define MAPPED(name, expression)                                                \
  static void name##_range(const void *arguments, long begin, long end) {       \
    const arrays *p = arguments;                                                \
    for (long i = begin; i < end; i++) p->y[i] = (float)(expression);           \
  }

MAPPED(gamma, gamma_log_density(p->a[i], p->b[i], p->c[i]))
MAPPED(gamma_slope, gamma_slope(p->a[i], p->b[i], p->c[i]))
MAPPED(poisson, poisson_log_density(p->a[i], p->b[i]))
MAPPED(beta, beta_log_density(p->a[i], p->b[i], p->c[i]))
MAPPED(beta_slope1, beta_slope1(p->a[i], p->b[i], p->c[i]))
MAPPED(beta_slope0, beta_slope0(p->a[i], p->b[i], p->c[i]))
MAPPED(dirichlet, dirichlet_log_density(p->extent, p->a + i * p->extent, p->b + i * p->extent))

static void dirichlet_slopes_range(const void *arguments, long begin, long end) {
  const arrays *p = arguments;
  for (long i = begin; i < end; i++) {
    long row = i * p->extent;
    dirichlet_slopes(p->extent, p->a + row, p->b + row, p->y + row);
  }
}

#define TERNARY(kernel, range)                                                               \
  void kernels_##kernel(long count, const float *a, const float *b, const float *c, float *y) { \
    arrays p = {.a = a, .b = b, .c = c, .y = y};                                             \
    kernels_parallel_for(count, ARITHMETIC_GRAIN / 32, range##_range, &p);                   \
  }

#define BINARY(kernel, range)                                                                \
  void kernels_##kernel(long count, const float *a, const float *b, float *y) {              \
    arrays p = {.a = a, .b = b, .y = y};                                                     \
    kernels_parallel_for(count, ARITHMETIC_GRAIN / 32, range##_range, &p);                   \
  }

#define ROWS(kernel, range)                                                                  \
  void kernels_##kernel(long rows, long extent, const float *a, const float *b, float *y) {  \
    arrays p = {.extent = extent, .a = a, .b = b, .y = y};                                   \
    kernels_parallel_for(rows, ARITHMETIC_GRAIN / 32 / (extent > 0 ? extent : 1), range##_range, &p); \
  }

TERNARY(gamma_log_density, gamma)
TERNARY(gamma_log_density_slope, gamma_slope)
BINARY(poisson_log_density, poisson)
TERNARY(beta_log_density, beta)
TERNARY(beta_log_density_slope1, beta_slope1)
TERNARY(beta_log_density_slope0, beta_slope0)
ROWS(dirichlet_log_density, dirichlet)
ROWS(dirichlet_log_density_slopes, dirichlet_slopes)
