// How a log-gamma draw moves with its shape while its probability stays what it is (Figurnov et al. 2018, "Implicit
// reparameterization gradients").
//
// With x = e^ℓ, F the distribution function and p the density, dℓ/dα = −(∂F/∂α)/(x p). Three ways to compute it, each
// where its terms have one sign: nothing cancels, however far out in a tail. All that is called g(ℓ) below satisfies
// g′ = (x − α) g + ψ(α) − ℓ, which differentiating its definition gives.

#include "gamma_functions.h"
#include "CKernels.h"
#include "parallel.h"

#define PRECISION 1e-10

// x below about α. F/(x p) = Σ xⁿ/(α(α + 1)…(α + n)), of which the derivative gives Σ (ψ(α + n + 1) − ℓ) times the same
// terms.
INLINE double by_series(double shape, double log_draw) {
  double x = d_exp(log_draw), psi = digamma(shape + 1.0), term = 1.0 / shape;
  double sum = term * (psi - log_draw), last;
  double n = shape;
  do {
    n += 1.0;
    double inverse = 1.0 / n;
    term *= x * inverse;
    psi += inverse;
    last = term * (psi - log_draw);
    sum += last;
    // What is left is at most a geometric series with the ratio of the next two terms.
  } while (last * n > PRECISION * sum * (n - x));
  return sum;
}

// x above about α. (1 − F)/(x p) is Legendre's continued fraction C = 1/(b₀ + a₁/(b₁ + …)) with aₙ = n(α − n) and
// bₙ = x + 2n + 1 − α, and the result C (ℓ − ψ(α)) + ∂C/∂α. The convergents and their derivatives are added up
// from their differences (Steed's algorithm: Barnett et al. 1974).
INLINE double by_continued_fraction(double shape, double log_draw) {
  double b = d_exp(log_draw) + 1.0 - shape;
  double d = 1.0 / b, d_slope = d * d;
  double step = d, step_slope = d_slope, sum = d, sum_slope = d_slope;
  double n = 0.0;
  do {
    n += 1.0;
    b += 2.0;
    double a = n * (shape - n);
    // d ← 1/(b + a d), where the slopes of b and a are −1 and n.
    double next = 1.0 / (b + a * d), next_slope = -next * next * (n * d + a * d_slope - 1.0);
    double factor = b * next - 1.0, factor_slope = b * next_slope - next;
    step_slope = factor * step_slope + factor_slope * step;
    step *= factor;
    d = next, d_slope = next_slope;
    sum += step, sum_slope += step_slope;
  } while (__builtin_fabs(step) > PRECISION * sum || __builtin_fabs(step_slope) > PRECISION * sum_slope);
  return sum * (log_draw - digamma(shape)) + sum_slope;
}

// A large shape, δ = ℓ − log α small. Setting g = g₀/α + g₁/α² + … in the equation above gives each from the one before
// it, (e^δ − 1) gₖ₊₁ = gₖ′ + cₖ, where log α − ψ(α) = c₀/α + c₁/α² + …. Their power series come from coefficients.py.
INLINE double by_expansion(double shape, double delta) {
  static const double series[4][9] = {
      {1, -1.0 / 2, 1.0 / 12, 0, -1.0 / 720, 0, 1.0 / 30240, 0, -1.0 / 1209600},
      {1.0 / 6, -1.0 / 12, 1.0 / 120, 1.0 / 360, -1.0 / 2016, -1.0 / 10080, 1.0 / 43200, 1.0 / 302400, -1.0 / 1064448},
      {1.0 / 60, 0, -1.0 / 210, 1.0 / 840, 1.0 / 5040, -1.0 / 10080, -1.0 / 237600, 19.0 / 3326400,
       -97.0 / 1210809600},
      {-1.0 / 105, 1.0 / 120, -1.0 / 560, -1.0 / 1680, 67.0 / 221760, 1.0 / 158400, -2089.0 / 86486400,
       173.0 / 86486400, 2237.0 / 1614412800},
  };
  double result = 0.0;
  for (int k = 3; k >= 0; k--) {
    double g = 0.0;
    for (int j = 8; j >= 0; j--) g = g * delta + series[k][j];
    result = result / shape + g;
  }
  return result / shape;
}

INLINE double derivative(double shape, double log_draw) {
  if (!(shape > 0.0 && shape < INFINITE) || log_draw != log_draw) return NOT_A_NUMBER;
  double delta = log_draw - d_log(shape);
  if (shape >= 64.0 && __builtin_fabs(delta) < 0.5) return by_expansion(shape, delta);
  if (log_draw >= 700.0) return 0.0;
  return log_draw < d_log(shape + 1.0) ? by_series(shape, log_draw) : by_continued_fraction(shape, log_draw);
}

typedef struct {
  const float *shape, *log_draw;
  float *y;
} arrays;

static void derivative_range(const void *arguments, long begin, long end) {
  const arrays *p = arguments;
  for (long i = begin; i < end; i++) p->y[i] = (float)derivative(p->shape[i], p->log_draw[i]);
}

void kernels_log_gamma_draw_derivative(long count, const float *shape, const float *log_draw, float *y) {
  arrays p = {shape, log_draw, y};
  kernels_parallel_for(count, ARITHMETIC_GRAIN / 32, derivative_range, &p);
}
