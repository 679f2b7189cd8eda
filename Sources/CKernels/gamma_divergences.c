// KL(p ‖ q) and entropies of gamma and Dirichlet distributions.
//
// log Γ(x) = x log x − x − ½ log x + S(x) + ½ log 2π, where what Stirling's formula leaves, S, is convex as x log x and −log x
// are. How far log Γ(b) lies above the tangent at a is then, with ρ = log b/a,
//   b (e^(−ρ) − 1 + ρ) + R(a, b), R = ½ (e^ρ − 1 − ρ) + S(b) − S(a) − S′(a) (b − a),
// and no term is below 0. In the divergences the first terms of all concentrations come together in one such form: with the
// logarithm r of the ratio of the rates, of gamma distributions b (e^(r − ρ) − 1 − (r − ρ)) + R(a, b); of Dirichlet
// distributions, with the totals A and B and τ = log B/A, Σ bₖ (e^(τ − ρₖ) − 1 − (τ − ρₖ)) + Σ R(aₖ, bₖ) − R(A, B). Nothing
// cancels where p and q are near, nor where concentrations are large.

#include "gamma_functions.h"
#include "row_function.h"

// log b/a.
INLINE double log_ratio(double a, double b) {
  double change = (b - a) / a;
  return __builtin_fabs(change) < 0.5 ? d_log1p(change) : d_log(b) - d_log(a);
}

// S and its derivative: the series of gamma_functions.h from 10 on.
INLINE double stirling_rest(double x) {
  double w = 1.0 / (x * x);
  if (x < STIRLING_FROM) return log_gamma(x) - (x - 0.5) * d_log(x) + x - HALF_LOG_2_PI;
  return (1.0 / 12 + w * (-1.0 / 360 + w * (1.0 / 1260 + w * (-1.0 / 1680 + w / 1188)))) / x;
}

INLINE double stirling_rest_slope(double x) {
  double w = 1.0 / (x * x);
  if (x < STIRLING_FROM) return digamma(x) - d_log(x) + 0.5 / x;
  return -w * (1.0 / 12 + w * (-1.0 / 120 + w * (1.0 / 252 + w * (-1.0 / 240 + w / 132))));
}

// S(b) − S(a) − S′(a) (b − a) for near numbers of 10 and more, by its series Σ cₙ x⁻ⁿ: of x⁻ⁿ it is
// a⁻ⁿ (e^(−nρ) − 1 + nρ + n (e^ρ − 1 − ρ)).
INLINE double stirling_rest_excess(double a, double rho) {
  static const double c[4] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680};
  double power = 1.0 / a, w = power * power, excess = d_expm1_excess(rho), sum = 0.0;
  for (int k = 0; k < 4; k++, power *= w) {
    int n = 2 * k + 1;
    sum += c[k] * power * (d_expm1_excess(-n * rho) + n * excess);
  }
  return sum;
}

// R(a, b). For near numbers below 10, by the recurrence: log Γ(x) = log Γ(x + 10) − log x (x + 1) … (x + 9), and −log(b + i) lies
// e^λ − 1 − λ above its tangent at a + i, with λ = log (b + i)/(a + i).
INLINE double remainder_above_tangent(double a, double b, double rho) {
  if (a == b) return 0.0;
  if (__builtin_fabs(rho) >= 0.1) {
    return 0.5 * d_expm1_excess(rho) + stirling_rest(b) - stirling_rest(a) - stirling_rest_slope(a) * (b - a);
  }
  if (a >= STIRLING_FROM && b >= STIRLING_FROM) return 0.5 * d_expm1_excess(rho) + stirling_rest_excess(a, rho);
  double sum = -b * d_expm1_excess(-rho);
  for (int i = 0; i < STIRLING_FROM; i++) sum += d_expm1_excess(log_ratio(a + i, b + i));
  double lambda = log_ratio(a + STIRLING_FROM, b + STIRLING_FROM);
  return sum + (b + STIRLING_FROM) * d_expm1_excess(-lambda) + 0.5 * d_expm1_excess(lambda)
      + stirling_rest_excess(a + STIRLING_FROM, lambda);
}

// By the concentration and the log-rate of p, and those of q.
static double gamma_divergence_value(long extent, const float *const *x) {
  double a = x[0][0], b = x[2][0], rho = log_ratio(a, b), rates = x[1][0] == x[3][0] ? 0.0 : (double)x[3][0] - x[1][0];
  return b * d_expm1_excess(rates - rho) + remainder_above_tangent(a, b, rho);
}

// ψ′(a) (a − b) + e^r − 1, b − a e^r, ψ(b) − ψ(a) − r, a e^r − b.
static void gamma_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  double a = x[0][0], b = x[2][0], r = x[1][0] == x[3][0] ? 0.0 : (double)x[3][0] - x[1][0];
  double change = r + d_expm1_excess(r), by_rate = a * change - (b - a);
  slopes[0][0] = (float)(trigamma(a) * (a - b) + change);
  slopes[1][0] = (float)-by_rate;
  slopes[2][0] = (float)(digamma(b) - digamma(a) - r);
  slopes[3][0] = (float)by_rate;
}

// The totals of p and of q, and what the second is more than the first: where totals are large, that has digits of its own.
typedef struct {
  double p, q, change;
} totals;

INLINE totals totals_of(long count, const float *const *x) {
  totals sum = {0.0, 0.0, 0.0};
  for (long k = 0; k < count; k++) sum.p += x[0][k], sum.q += x[1][k], sum.change += (double)x[1][k] - x[0][k];
  return sum;
}

static double dirichlet_divergence_value(long extent, const float *const *x) {
  totals total = totals_of(extent, x);
  double change = total.change / total.p, sum = 0.0;
  double tau = __builtin_fabs(change) < 0.5 ? d_log1p(change) : log_ratio(total.p, total.q);
  for (long k = 0; k < extent; k++) {
    double a = x[0][k], b = x[1][k], rho = log_ratio(a, b);
    sum += b * d_expm1_excess(tau - rho) + remainder_above_tangent(a, b, rho);
  }
  sum -= remainder_above_tangent(total.p, total.q, tau);
  return extent == 1 || sum < 0.0 ? 0.0 : sum;
}

// ψ′(aₖ) (aₖ − bₖ) − ψ′(A) (A − B) and ψ(bₖ) − ψ(aₖ) − ψ(B) + ψ(A).
static void dirichlet_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  totals total = totals_of(extent, x);
  double shared = trigamma(total.p) * total.change, shift = digamma(total.q) - digamma(total.p);
  for (long k = 0; k < extent; k++) {
    double a = x[0][k], b = x[1][k];
    slopes[0][k] = (float)(trigamma(a) * (a - b) + shared);
    slopes[1][k] = (float)(digamma(b) - digamma(a) - shift);
  }
}

// H(α) − log β with the entropy H of a gamma distribution with the rate 1.
static double gamma_entropy_value(long extent, const float *const *x) {
  return gamma_entropy(x[0][0]) - (double)x[1][0];
}

static void gamma_entropy_slopes(long extent, const float *const *x, float *const *slopes) {
  slopes[0][0] = (float)gamma_entropy_slope(x[0][0]);
  slopes[1][0] = -1.0f;
}

// Σ H(αₖ) − H(α₀) − (K − 1) ψ(α₀).
static double dirichlet_entropy_value(long extent, const float *const *x) {
  double total = 0.0, sum = 0.0;
  for (long k = 0; k < extent; k++) total += x[0][k], sum += gamma_entropy(x[0][k]);
  return extent == 1 ? 0.0 : sum - gamma_entropy(total) - (double)(extent - 1) * digamma(total);
}

static void dirichlet_entropy_slopes(long extent, const float *const *x, float *const *slopes) {
  double total = 0.0;
  for (long k = 0; k < extent; k++) total += x[0][k];
  double shared = gamma_entropy_slope(total) + (double)(extent - 1) * trigamma(total);
  for (long k = 0; k < extent; k++) slopes[0][k] = (float)(gamma_entropy_slope(x[0][k]) - shared);
}

ROW_FUNCTION(gamma_divergence, 4)
ROW_FUNCTION(gamma_entropy, 2)
ROW_FUNCTION(dirichlet_divergence, 2)
ROW_FUNCTION(dirichlet_entropy, 1)
