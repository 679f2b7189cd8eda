// KL(p ‖ q) within families of one natural parameter η, log p(x) = ηx − A(η) + …: A(ηq) − A(ηp) − A′(ηp) (ηq − ηp), how far
// A lies above its tangent. Written out, the terms cancel where the two are near; here nothing does by more than a few digits
// of a double.

#include "row_function.h"

INLINE double d_softplus(double x) { return (x > 0.0 ? x : 0.0) + d_log1p(d_exp(x > 0.0 ? -x : x)); }

// σ(x), 0 and 1 at −∞ and ∞.
INLINE double d_sigmoid(double x) {
  double e = __builtin_fabs(x) == INFINITE ? 0.0 : d_exp(x > 0.0 ? -x : x);
  return (x > 0.0 ? 1.0 : e) / (1.0 + e);
}

// Bernoulli, by logits: with d = ηq − ηp, p = σ(ηp) and r = p (1 − p), r d²/2 + r (1 − 2p) d³/6 + … for small d; else as
// above. Where ηp > 0 both are mirrored, so that p is the smaller probability and softplus(ηp) a small number.
static double bernoulli_divergence_value(long extent, const float *const *x) {
  double a = x[0][0], b = x[1][0], mirrored = a > 0.0 ? -1.0 : 1.0;
  if (a == b) return 0.0;
  a *= mirrored, b *= mirrored;
  double d = b - a, p = d_sigmoid(a), r = p * (1.0 - p);
  if (__builtin_fabs(d) < 1e-3) {
    return r * d * d * (0.5 + d * ((1.0 - 2.0 * p) / 6 + d * (1.0 - 6.0 * r) / 24));
  }
  if (b == INFINITE) return b;
  return d_softplus(b) - d_softplus(a) - (p == 0.0 ? 0.0 : p * d);
}

// −p (1 − p) d and q − p.
static void bernoulli_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  double a = x[0][0], b = x[1][0], p = d_sigmoid(a), r = p * d_sigmoid(-a);
  slopes[0][0] = (float)(a == b || r == 0.0 ? 0.0 : r * (a - b));
  // Of the two differences the one of the smaller numbers.
  slopes[1][0] = (float)(a > 0.0 ? d_sigmoid(-a) - d_sigmoid(-b) : d_sigmoid(b) - p);
}

// Poisson, by log-rates: λp (e^d − 1 − d) with d = ηq − ηp.
static double poisson_divergence_value(long extent, const float *const *x) {
  double a = x[0][0], b = x[1][0], d = b - a;
  if (a == b) return 0.0;
  if (b == INFINITE) return b;
  double rate = a == -INFINITE ? 0.0 : d_exp(a), other = b == -INFINITE ? 0.0 : d_exp(b);
  if (rate == 0.0) return other;
  return __builtin_fabs(d) < 1.0 ? rate * d_expm1_excess(d) : other - rate - rate * d;
}

// −λp d and λq − λp.
static void poisson_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  double a = x[0][0], b = x[1][0], rate = a == -INFINITE ? 0.0 : d_exp(a), other = b == -INFINITE ? 0.0 : d_exp(b);
  slopes[0][0] = (float)(a == b || rate == 0.0 ? 0.0 : rate * (a - b));
  slopes[1][0] = (float)(other - rate);
}

// The continuous Bernoulli distribution: A = max(η, 0) + log((1 − e^(−|η|))/|η|), and its first four derivatives. Near 0,
// and there up to |η| = ¼, A = η/2 + Σ B₂ₙ η²ⁿ/(2n (2n)!).
#define SERIES_TO 0.25
static const double cumulants[5] = {1.0 / 24, -1.0 / 2880, 1.0 / 181440, -1.0 / 9676800, 1.0 / 479001600};

// The sum over n of the coefficients times η^(2n − order) 2n (2n − 1) … (2n − order + 1), without what is linear.
INLINE double even_series(double eta, int order) {
  double sum = 0.0;
  for (int n = 5; n >= 1; n--) {
    double term = cumulants[n - 1];
    for (int k = 0; k < order; k++) term *= 2 * n - k;
    for (int k = 0; k < 2 * n - order; k++) term *= eta;
    sum += term;
  }
  return sum;
}

INLINE double continuous_bernoulli_normalizer(double eta) {
  double a = __builtin_fabs(eta);
  if (a < SERIES_TO) return 0.5 * eta + even_series(eta, 0);
  return (eta > 0.0 ? eta : 0.0) + d_log((1.0 - d_exp(-a)) / a);
}

INLINE double continuous_bernoulli_mean(double eta) {
  double a = __builtin_fabs(eta), e = d_exp(-a);
  if (a < SERIES_TO) return 0.5 + even_series(eta, 1);
  return eta > 0.0 ? 1.0 / (1.0 - e) - 1.0 / a : 1.0 / a - e / (1.0 - e);
}

// A″, A‴ and A⁗; the odd one changes sign with η.
INLINE double continuous_bernoulli_cumulant(double eta, int order) {
  double a = __builtin_fabs(eta), e = d_exp(-a), c = 1.0 - e;
  if (a < SERIES_TO) return even_series(eta, order);
  if (order == 2) return 1.0 / (a * a) - e / (c * c);
  if (order == 3) return (eta > 0.0 ? 1.0 : -1.0) * (e * (1.0 + e) / (c * c * c) - 2.0 / (a * a * a));
  return 6.0 / (a * a * a * a) - e * (1.0 + e * (4.0 + e)) / (c * c * c * c);
}

// Where ηp > 0 both are mirrored, so that A(ηp) is no large number. A difference that is small beside what changes A, 1 or
// |ηp|, goes into the series of A about ηp.
static double continuous_bernoulli_divergence_value(long extent, const float *const *x) {
  double a = x[0][0], b = x[1][0], mirrored = a > 0.0 ? -1.0 : 1.0;
  if (a == b) return 0.0;
  if (__builtin_fabs(a) == INFINITE || __builtin_fabs(b) == INFINITE) return INFINITE;
  a *= mirrored, b *= mirrored;
  double d = b - a;
  if (__builtin_fabs(d) < 1e-3 * (a < -1.0 ? -a : 1.0)) {
    return d * d * (continuous_bernoulli_cumulant(a, 2) / 2 + d * (continuous_bernoulli_cumulant(a, 3) / 6
        + d * continuous_bernoulli_cumulant(a, 4) / 24));
  }
  return continuous_bernoulli_normalizer(b) - continuous_bernoulli_normalizer(a) - continuous_bernoulli_mean(a) * d;
}

// −A″(ηp) d and A′(ηq) − A′(ηp).
static void continuous_bernoulli_divergence_slopes(long extent, const float *const *x, float *const *slopes) {
  double a = x[0][0], b = x[1][0], mirrored = a > 0.0 ? -1.0 : 1.0;
  double second = __builtin_fabs(a) == INFINITE ? 0.0 : continuous_bernoulli_cumulant(a, 2), d = mirrored * (b - a);
  slopes[0][0] = (float)(a == b || second == 0.0 ? 0.0 : second * (a - b));
  double change = continuous_bernoulli_mean(mirrored * b) - continuous_bernoulli_mean(mirrored * a);
  if (__builtin_fabs(d) < 1e-3) change = d * (second + d * continuous_bernoulli_cumulant(mirrored * a, 3) / 2);
  slopes[1][0] = (float)(a == b ? 0.0 : mirrored * change);
}

// A(η) − ηA′(η), which is the same at −η.
static double continuous_bernoulli_entropy_value(long extent, const float *const *x) {
  double a = __builtin_fabs(x[0][0]), e = d_exp(-a);
  if (a < SERIES_TO) return even_series(a, 0) - a * even_series(a, 1);
  return a == INFINITE ? -INFINITE : d_log((1.0 - e) / a) + 1.0 - a * e / (1.0 - e);
}

static void continuous_bernoulli_entropy_slopes(long extent, const float *const *x, float *const *slopes) {
  double eta = x[0][0];
  slopes[0][0] = (float)(__builtin_fabs(eta) == INFINITE ? 0.0 : -eta * continuous_bernoulli_cumulant(eta, 2));
}

// ηx − A(η) for x in [0, 1], of logits of any size: −|η| times the distance of x from the likelier end, less a logarithm.
static double continuous_bernoulli_log_density_value(long extent, const float *const *x) {
  double point = x[0][0], eta = x[1][0], a = __builtin_fabs(eta), distance = eta > 0.0 ? 1.0 - point : point;
  if (a < SERIES_TO) return eta * (point - 0.5) - even_series(eta, 0);
  if (a == INFINITE) return distance == 0.0 ? a : -a;
  return -a * distance - d_log((1.0 - d_exp(-a)) / a);
}

static void continuous_bernoulli_log_density_slopes(long extent, const float *const *x, float *const *slopes) {
  double point = x[0][0], eta = x[1][0];
  slopes[0][0] = x[1][0];
  slopes[1][0] = (float)(eta > 0.0 ? (1.0 - continuous_bernoulli_mean(eta)) - (1.0 - point)
                                   : point - continuous_bernoulli_mean(eta));
}

ROW_FUNCTION(bernoulli_divergence, 2)
ROW_FUNCTION(poisson_divergence, 2)
ROW_FUNCTION(continuous_bernoulli_divergence, 2)
ROW_FUNCTION(continuous_bernoulli_entropy, 1)
ROW_FUNCTION(continuous_bernoulli_log_density, 2)
