// A digest of what each kernel makes of the same numbers, a line each: by them `.ci/kernels` compares sets of instructions and kinds
// of processor.
//
//   digests [baseline | avx2 | avx512]

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

#define COUNT 20011
#define ROWS 331
#define COLUMNS 60
_Static_assert(ROWS * COLUMNS <= COUNT, "rows within the arrays");

// Numbers from low to high, the same everywhere: the upper bits of a linear congruential sequence.
static float *numbers(long count, float low, float high, uint64_t seed) {
  float *x = aligned_alloc(64, ((size_t)count * sizeof(float) + 63) / 64 * 64);
  for (long i = 0; i < count; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    x[i] = low + (high - low) * (float)(seed >> 40) / 16777216.0f;
  }
  return x;
}

// FNV-1a. What a NaN is made of differs between processors, and tells nothing.
static uint64_t digest;
static void begin(void) { digest = 14695981039346656037u; }
static void add(long count, const float *x) {
  for (long i = 0; i < count; i++) {
    uint32_t word = 0x7fc00000;
    if (x[i] == x[i]) memcpy(&word, x + i, sizeof word);
    for (int byte = 0; byte < 4; byte++) digest = (digest ^ (word >> 8 * byte & 0xff)) * 1099511628211u;
  }
}
static void end(const char *name) { printf("%s %016llx\n", name, (unsigned long long)digest); }
static void report(const char *name, long count, const float *x) { begin(), add(count, x), end(name); }

// Arguments by their range: of either sign, positive, and within the unit interval; a place for results.
static float *x, *x2, *dy, *positive, *positive2, *positive3, *unit, *y, *y2, *y3, *scratch;
static const uint32_t key[2] = {0x01234567, 0x89abcdef};

#define UNARY(name, from)                                                                   \
  kernels_##name(COUNT, from, y), report("kernels_" #name, COUNT, y);                       \
  kernels_##name##_pullback(COUNT, from, dy, y), report("kernels_" #name "_pullback", COUNT, y);

static void elementwise(void) {
  UNARY(exp, x) UNARY(log, positive) UNARY(log1p, positive) UNARY(expm1, x) UNARY(abs, x) UNARY(sqrt, positive) UNARY(square, x)
  UNARY(softplus, x) UNARY(log_softplus, x) UNARY(sigmoid, x) UNARY(tanh, x) UNARY(relu, x) UNARY(selu, x) UNARY(gelu, x)
  UNARY(gelu_tanh, x) UNARY(gelu_sigmoid, x) UNARY(normal_cdf, x) UNARY(log_gamma, positive) UNARY(digamma, positive)
  UNARY(expm1_excess, x) UNARY(continuous_bernoulli_log_normalizer, x) UNARY(continuous_bernoulli_mean, x)
#define REPORT(name, ...) kernels_##name(__VA_ARGS__), report("kernels_" #name, COUNT, y)
  REPORT(continuous_bernoulli_variance, COUNT, x, y);
  REPORT(continuous_bernoulli_quantile, COUNT, x, unit, y);
  REPORT(continuous_bernoulli_quantile_derivative, COUNT, x, unit, y);
  REPORT(clamp, COUNT, x, -1, 2, y);
  REPORT(clamp_pullback, COUNT, x, dy, -1, 2, y);
  REPORT(affine, COUNT, x, 0.3f, -1.7f, y);
  memcpy(y, x2, COUNT * sizeof(float));
  REPORT(add, COUNT, x, y);
  REPORT(dequantize, COUNT, (const uint8_t *)x, unit, y);
  REPORT(binarize, COUNT, (const uint8_t *)x, unit, y);
  const long shape[] = {7, 31, 92}, whole[] = {31 * 92, 92, 1}, row[] = {0, 0, 1};
  for (int operation = KERNELS_ADD; operation <= KERNELS_DIVIDE; operation++)
    REPORT(binary, operation, 3, shape, x, whole, positive, row, y);
  begin();
  y[0] = (float)kernels_count_within(COUNT, x, -1, 1), y[1] = (float)kernels_first_non_finite(COUNT, x);
  add(2, y), end("kernels_count_within"), end("kernels_first_non_finite");
}

static void densities(void) {
  kernels_bernoulli_log_density(ROWS, COLUMNS, x, ROWS * COLUMNS, unit, y, y2);
  begin(), add(ROWS, y), add(ROWS * COLUMNS, y2), end("kernels_bernoulli_log_density");
  kernels_repeated value = {x, COUNT}, mean = {x2, COLUMNS}, deviation = {unit, COUNT}, other = {dy, COUNT};
  REPORT(normal_log_density, COUNT, &value, &mean, &deviation, y);
  kernels_normal_log_density_pullback(COUNT, &value, &mean, &deviation, dy, y, y2);
  begin(), add(COUNT, y), add(COUNT, y2), end("kernels_normal_log_density_pullback");
  REPORT(normal_divergence, COUNT, &value, &deviation, &other, &mean, y);
  kernels_normal_divergence_pullback(COUNT, &value, &deviation, &other, &mean, dy, y, y2, y3);
  begin(), add(COUNT, y), add(COUNT, y2), add(COUNT, y3), end("kernels_normal_divergence_pullback");
  enum { PAIRED = 41, EXTENT = 27 };
  kernels_normal_pairs(ROWS, PAIRED, EXTENT, x, x2, positive, dy, y), report("kernels_normal_pairs", ROWS * PAIRED, y);
  kernels_normal_pairs_by_row(ROWS, PAIRED, EXTENT, x, x2, positive, dy, y);
  report("kernels_normal_pairs_by_row", ROWS * EXTENT, y);
  kernels_normal_pairs_by_component(ROWS, PAIRED, EXTENT, x, x2, positive, dy, y, y2);
  begin(), add(PAIRED * EXTENT, y), add(PAIRED * EXTENT, y2), end("kernels_normal_pairs_by_component");
  REPORT(gamma_log_density, COUNT, positive, positive2, x, y);
  REPORT(gamma_log_density_slope, COUNT, positive, positive2, x, y);
  float *whole = numbers(COUNT, 0, 30, 9);
  for (long i = 0; i < COUNT; i++) whole[i] = floorf(whole[i]);
  REPORT(poisson_log_density, COUNT, whole, x, y);
  REPORT(beta_log_density, COUNT, unit, positive, positive2, y);
  REPORT(beta_log_density_slope1, COUNT, unit, positive, positive2, y);
  REPORT(beta_log_density_slope0, COUNT, unit, positive, positive2, y);
  kernels_dirichlet_log_density(ROWS, COLUMNS, unit, positive, y), report("kernels_dirichlet_log_density", ROWS, y);
  kernels_dirichlet_log_density_slopes(ROWS, COLUMNS, unit, positive, y);
  report("kernels_dirichlet_log_density_slopes", ROWS * COLUMNS, y);
  free(whole);
}

#define ROW_FUNCTION(name, arguments, ...)                                                               \
  {                                                                                                      \
    const float *const from[] = {__VA_ARGS__};                                                           \
    float *const to[] = {y, y2, y3, scratch};                                                            \
    kernels_##name(ROWS, COLUMNS, from, y), report("kernels_" #name, ROWS, y);                           \
    kernels_##name##_slopes(ROWS, COLUMNS, from, to), begin();                                           \
    for (int i = 0; i < (arguments); i++) add(ROWS * COLUMNS, to[i]);                                    \
    end("kernels_" #name "_slopes");                                                                     \
  }

static void functions_of_rows(void) {
  ROW_FUNCTION(bernoulli_divergence, 2, x, x2) ROW_FUNCTION(poisson_divergence, 2, x, x2)
  ROW_FUNCTION(continuous_bernoulli_divergence, 2, x, x2) ROW_FUNCTION(continuous_bernoulli_entropy, 1, x)
  ROW_FUNCTION(continuous_bernoulli_log_density, 2, unit, x) ROW_FUNCTION(laplace_log_density, 3, x, x2, positive)
  ROW_FUNCTION(laplace_divergence, 4, x, positive, x2, positive2) ROW_FUNCTION(student_log_density, 4, x, positive, x2, positive2)
  ROW_FUNCTION(student_entropy, 2, positive, positive2) ROW_FUNCTION(log_length, 2, unit, positive2)
  ROW_FUNCTION(uniform_divergence, 4, unit, positive2, x, positive3)
  ROW_FUNCTION(gamma_divergence, 4, positive, x, positive2, x2) ROW_FUNCTION(gamma_entropy, 2, positive, x)
  ROW_FUNCTION(dirichlet_divergence, 2, positive, positive2) ROW_FUNCTION(dirichlet_entropy, 1, positive)
  ROW_FUNCTION(categorical_entropy, 1, x) ROW_FUNCTION(categorical_divergence, 2, x, x2)
  kernels_categorical_probabilities(ROWS, COLUMNS, x, 1, y);
  report("kernels_categorical_probabilities", ROWS * COLUMNS, y);
}

static void reductions(void) {
  kernels_sum(3, 200, 33, x, y), report("kernels_sum", 99, y);
  kernels_sum(1, COUNT, 1, x, y), report("kernels_sum", 1, y);
  kernels_maximum(3, 200, 33, x, y), report("kernels_maximum", 99, y);
  kernels_logsumexp(3, 200, 33, x, y), report("kernels_logsumexp", 99, y);
  kernels_logsumexp_pullback(3, 200, 33, x, y, dy, y2), report("kernels_logsumexp_pullback", 3 * 200 * 33, y2);
  long labels[ROWS];
  for (long i = 0; i < ROWS; i++) labels[i] = i % COLUMNS;
  kernels_cross_entropy(ROWS, COLUMNS, x, labels, y), report("kernels_cross_entropy", ROWS, y);
  kernels_cross_entropy_pullback(ROWS, COLUMNS, x, labels, dy, y);
  report("kernels_cross_entropy_pullback", ROWS * COLUMNS, y);
  y[0] = (float)kernels_sum_of_squares(COUNT, x), report("kernels_sum_of_squares", 1, y);
  const float *const arrays[] = {x, positive};
  const long counts[] = {COUNT, 777};
  y[0] = (float)kernels_norm(2, arrays, counts), report("kernels_norm", 1, y);
  for (int activation = KERNELS_IDENTITY; activation <= KERNELS_TANH; activation++) {
    memcpy(y, x, COUNT * sizeof(float));
    kernels_bias_activation(ROWS, COLUMNS, activation, x2, y, dy);
    report("kernels_bias_activation", ROWS * COLUMNS, y);
    kernels_bias_activation_pullback(ROWS, COLUMNS, activation, y, dy, y2, y3);
    begin(), add(ROWS * COLUMNS, y2), add(COLUMNS, y3), end("kernels_bias_activation_pullback");
    kernels_batch_statistics(ROWS, COLUMNS, x, y2, y3);
    begin(), add(COLUMNS, y2), add(COLUMNS, y3), end("kernels_batch_statistics");
    kernels_batch_normalize(ROWS, COLUMNS, activation, 1e-3f, x, y2, y3, positive, x2, y);
    report("kernels_batch_normalize", ROWS * COLUMNS, y);
    float *dscale = scratch, *doffset = scratch + COLUMNS, *dx = scratch + 2 * COLUMNS;
    kernels_batch_normalization_pullback(
        ROWS, COLUMNS, activation, 1e-3f, 0, x, y, y2, y3, positive, dy, dx, dscale, doffset);
    report("kernels_batch_normalization_pullback", (ROWS + 2) * COLUMNS, scratch);
  }
}

static void products(void) {
  enum { M = 131, K = 97, N = 71 };
  kernels_matrix a = {x, K, 1}, b = {positive, N, 1}, turned = {x, 1, M};
  kernels_product_by_rows(M, K, N, a, b, y), report("kernels_product_by_rows", M * N, y);
  kernels_product_by_columns(M, K, N, turned, b, y, y2);
  begin(), add(M * N, y), add(M * N, y2), end("kernels_product_by_columns");
  kernels_product_turned(M, K, N, a, (kernels_matrix){positive, 1, K}, y), report("kernels_product_turned", M * N, y);
  kernels_product_of_few_terms(ROWS, 3, COLUMNS, x, 3, 1, positive, y);
  report("kernels_product_of_few_terms", ROWS * COLUMNS, y);
  kernels_product_of_few_columns(ROWS, COLUMNS, 5, x, positive, y), report("kernels_product_of_few_columns", ROWS * 5, y);
  kernels_product_of_few_rows(4, COLUMNS, ROWS, x, COLUMNS, 1, positive, y, ROWS, 1);
  report("kernels_product_of_few_rows", 4 * ROWS, y);
  kernels_transpose(131, 151, x, 151, y, 131), report("kernels_transpose", 131 * 151, y);
  const long shape[] = {7, 31, 92}, from[] = {1, 7, 7 * 31}, to[] = {31 * 92, 92, 1};
  kernels_copy_strided(3, shape, x, from, y, to), report("kernels_copy_strided", 7 * 31 * 92, y);
  kernels_upsample(2, 5, 7, 16, 2, x, y), report("kernels_upsample", 2 * 5 * 7 * 16 * 4, y);
  kernels_upsample_pullback(2, 5, 7, 16, 2, x, y), report("kernels_upsample_pullback", 2 * 5 * 7 * 16, y);
}

static void convolutions(void) {
  // Images of 13 × 11 pixels and windows of 3 × 2 with strides.
  kernels_convolution shape = {
      .images = 3, .inputs = 19, .outputs = 21, .rows = {13, 7, 3, 2, 1}, .columns = {11, 11, 2, 1, 0}};
  float *own = numbers(kernels_convolution_scratch(&shape), 0, 0, 0);
  long inner = 3 * 13 * 11 * 19, outer = 3 * 7 * 11 * 21;
  kernels_convolution_forward(&shape, x, positive, x2, 1, own, y), report("kernels_convolution_forward", outer, y);
  kernels_convolution_transpose(&shape, x, positive, x2, 0, own, y), report("kernels_convolution_transpose", inner, y);
  kernels_convolution_weights(&shape, x, dy, own, y), report("kernels_convolution_weights", 3 * 2 * 19 * 21, y);
  free(own);
  int32_t *choice = calloc(COUNT, sizeof *choice);
  kernels_max_pool(3, shape.rows, shape.columns, 19, x, y, choice), report("kernels_max_pool", 3 * 7 * 11 * 19, y);
  kernels_max_pool_pullback(3, shape.rows, shape.columns, 19, dy, choice, y), report("kernels_max_pool_pullback", inner, y);
  free(choice);
  for (int is_places = 0; is_places < 2; is_places++) {
    long single = is_places ? 13 : 15, many = is_places ? 15 : 13;
    kernels_single_channel_axis axis = {single, many, 3, 1, 0};
    kernels_single_channel one = {.images = 2, .channels = 32, .rows = axis, .columns = axis, .single_is_places = is_places};
    if (is_places) {
      kernels_single_channel_sum(&one, x, positive, 0.5f, scratch, y);
      report("kernels_single_channel_sum", 2 * single * single, y);
    }
    float *place = numbers(kernels_single_channel_weights_scratch(&one), 0, 0, 0);
    kernels_single_channel_weights(&one, positive, x, place, y, y2);
    begin(), add(9 * 32, y), add(32, y2), end("kernels_single_channel_weights");
    free(place);
  }
  for (int flipped = 0; flipped < 2; flipped++) {
    kernels_winograd winograd = {.images = 3, .height = 14, .width = 13, .inputs = 32, .outputs = 16, .flipped = flipped};
    float *forward = numbers(kernels_winograd_forward_scratch(&winograd), 0, 0, 0);
    float *back = numbers(kernels_winograd_gradients_scratch(&winograd), 0, 0, 0);
    kernels_winograd_forward(&winograd, x, positive, x2, 1, forward, y);
    report("kernels_winograd_forward", 3 * 14 * 13 * 16, y);
    kernels_winograd_gradients(&winograd, dy, x, positive, back, y, y2);
    begin(), add(3 * 14 * 13 * 32, y), add(9 * 32 * 16, y2), end("kernels_winograd_gradients");
    free(forward), free(back);
  }
  kernels_winograd upsampled = {.images = 3, .height = 7, .width = 6, .inputs = 16, .outputs = 32};
  float *forward = numbers(kernels_upsampled_forward_scratch(&upsampled), 0, 0, 0);
  float *back = numbers(kernels_upsampled_gradients_scratch(&upsampled), 0, 0, 0);
  kernels_upsampled_forward(&upsampled, x, positive, x2, 1, forward, y);
  report("kernels_upsampled_forward", 3 * 14 * 12 * 32, y);
  kernels_upsampled_gradients(&upsampled, dy, x, positive, back, y, y2);
  begin(), add(3 * 7 * 6 * 16, y), add(9 * 16 * 32, y2), end("kernels_upsampled_gradients");
  free(forward), free(back);
}

static void optimizers(void) {
  float *w = scratch;
#define UPDATE(name, ...)                                                                                           \
  memcpy(w, x, COUNT * sizeof(float)), memcpy(y, positive, COUNT * sizeof(float)), memcpy(y2, positive2, COUNT * sizeof(float)); \
  memcpy(y3, unit, COUNT * sizeof(float)), kernels_##name(__VA_ARGS__), begin();                                    \
  add(COUNT, w), add(COUNT, y), add(COUNT, y2), add(COUNT, y3), end("kernels_" #name)
  UPDATE(sgd, COUNT, 0.1f, 0.9f, 1, dy, y, w);
  UPDATE(adam, COUNT, 0.1f, 0.9f, 0.999f, 1e-8f, 0.1f, 0.001f, dy, y, y2, w);
  UPDATE(rmsprop, COUNT, 0.1f, 0.9f, 0.5f, 1, 1e-7f, dy, y, y3, y2, w);
  UPDATE(rmsprop, COUNT, 0.1f, 0.9f, 0, 0, 1e-7f, dy, y, y3, y2, w);
}

static void draws(void) {
  uint32_t block[4];
  kernels_philox_block((const uint32_t[]){1, 2, 3, 4}, key, block);
  for (int i = 0; i < 4; i++) y[i] = (float)(block[i] >> 8);
  report("kernels_philox_block", 4, y);
  uint32_t *bits = malloc(COUNT * sizeof *bits);
  kernels_philox_bits(COUNT, 5, key, bits);
  for (long i = 0; i < COUNT; i++) y[i] = (float)(bits[i] >> 8);
  report("kernels_philox_bits", COUNT, y);
  free(bits);
  REPORT(philox_uniform, COUNT, 7, key, y);
  REPORT(philox_normal, COUNT, 7, key, y);
  REPORT(log_gamma_draws, COUNT, positive, 11, key, y);
  memcpy(y2, y, COUNT * sizeof(float));
  REPORT(log_gamma_draw_derivative, COUNT, positive, y2, y);
  REPORT(poisson_draws, COUNT, positive, 13, key, y);
}

int main(int count, char **words) {
  static const char *const names[] = {"baseline", "avx2", "avx512"};
  for (int i = 0; count > 1 && i < 3; i++)
    if (!strcmp(words[1], names[i])) {
      if (i > (int)kernels_best_instructions()) return fprintf(stderr, "This processor has no %s.\n", words[1]), 3;
      kernels_use_instructions((kernels_instructions)i);
    }
  x = numbers(COUNT, -6, 6, 1), x2 = numbers(COUNT, -3, 3, 2), dy = numbers(COUNT, -1, 1, 3), unit = numbers(COUNT, 0.001f, 0.999f, 4);
  positive = numbers(COUNT, 0.05f, 8, 5), positive2 = numbers(COUNT, 0.05f, 8, 6), positive3 = numbers(COUNT, 9, 12, 7);
  y = numbers(COUNT, 0, 0, 0), y2 = numbers(COUNT, 0, 0, 0), y3 = numbers(COUNT, 0, 0, 0), scratch = numbers(COUNT, 0, 0, 0);
  elementwise(), densities(), functions_of_rows(), reductions(), products(), convolutions(), optimizers(), draws();
  return 0;
}
