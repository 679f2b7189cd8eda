// What tensors compute with. Arrays are dense, row-major, and do not overlap unless a line says so.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdint.h>

// parallel.c
int kernels_thread_count(void);
// Within a shared loop: which of the threads this is, below their count.
int kernels_thread_number(void);
void kernels_set_thread_count(int threads);
typedef void (*kernels_range)(const void *arguments, long begin, long end);
// Calls the body over [0, count) in one contiguous range a thread; on this thread alone where count ≤ grain, and within
// another such call. A kernel's body writes each element from its index alone: no result of a kernel depends on the number of
// threads.
void kernels_parallel_for(long count, long grain, kernels_range body, const void *arguments);
// The same, where numbers below 2⁻¹²⁶, the least normal one, count as 0: for sums of products and for optimisers' moments. Many
// processors take a hundred cycles and more for an operation on such a number, and what hardly matters is full of them: the
// gradients of far components of a mixture, the moments of units that are as good as dead.
void kernels_parallel_flushing(long count, long grain, kernels_range body, const void *arguments);

// instructions.c: the sets of instructions that loops are compiled for, the last that this processor has, and the one that they
// run on: that one unless another is chosen, which the processor must have.
typedef enum { KERNELS_BASELINE, KERNELS_AVX2, KERNELS_AVX512 } kernels_instructions;
kernels_instructions kernels_best_instructions(void);
kernels_instructions kernels_instructions_in_use(void);
void kernels_use_instructions(kernels_instructions instructions);

// elementwise.c: y = f(x), and dx = dy f′, from the argument or the result that the derivative is written in;
// dx may be dy.
typedef void (*kernels_unary)(long count, const float *x, float *y);
typedef void (*kernels_unary_pullback)(long count, const float *saved, const float *dy, float *dx);
#define KERNELS_DECLARE_UNARY(name)                             \
  void kernels_##name(long count, const float *x, float *y);    \
  void kernels_##name##_pullback(long count, const float *saved, const float *dy, float *dx);
KERNELS_DECLARE_UNARY(exp)
KERNELS_DECLARE_UNARY(log)
KERNELS_DECLARE_UNARY(log1p)
KERNELS_DECLARE_UNARY(expm1)
KERNELS_DECLARE_UNARY(abs)
KERNELS_DECLARE_UNARY(sqrt)
KERNELS_DECLARE_UNARY(square)
KERNELS_DECLARE_UNARY(softplus)
KERNELS_DECLARE_UNARY(log_softplus)
KERNELS_DECLARE_UNARY(sigmoid)
KERNELS_DECLARE_UNARY(tanh)
KERNELS_DECLARE_UNARY(relu)
KERNELS_DECLARE_UNARY(selu)
KERNELS_DECLARE_UNARY(gelu)
KERNELS_DECLARE_UNARY(gelu_tanh)
KERNELS_DECLARE_UNARY(gelu_sigmoid)
KERNELS_DECLARE_UNARY(normal_cdf)
// special_functions.c, likewise
KERNELS_DECLARE_UNARY(log_gamma)
KERNELS_DECLARE_UNARY(digamma)
KERNELS_DECLARE_UNARY(expm1_excess)
// continuous_bernoulli.c, likewise
KERNELS_DECLARE_UNARY(continuous_bernoulli_log_normalizer)
KERNELS_DECLARE_UNARY(continuous_bernoulli_mean)
void kernels_continuous_bernoulli_variance(long count, const float *logit, float *y);
void kernels_continuous_bernoulli_quantile(long count, const float *logit, const float *u, float *y);
void kernels_continuous_bernoulli_quantile_derivative(long count, const float *logit, const float *u, float *y);
// bernoulli.c, on rows × columns: the sum of logit x − softplus(logit) over each row, and unless null the slopes
// x − σ(logit). x, of period elements, which are whole rows, is repeated.
void kernels_bernoulli_log_density(
    long rows, long columns, const float *logits, long period, const float *x, float *sums, float *slopes);

// An array of so many elements, repeated.
typedef struct {
  const float *elements;
  long period;
} kernels_repeated;

// normal.c: log p(x) of normal distributions by their means and log standard deviations, and KL(p ‖ q) of two such, each
// with its derivatives times dy; the arguments are repeated to the count. ∂/∂x is −∂/∂mean, and so is ∂/∂other_mean.
void kernels_normal_log_density(
    long count, const kernels_repeated *x, const kernels_repeated *mean, const kernels_repeated *log_deviation,
    float *y);
void kernels_normal_log_density_pullback(
    long count, const kernels_repeated *x, const kernels_repeated *mean, const kernels_repeated *log_deviation,
    const float *dy, float *dmean, float *dlog_deviation);
void kernels_normal_divergence(
    long count, const kernels_repeated *mean, const kernels_repeated *log_deviation, const kernels_repeated *other_mean,
    const kernels_repeated *other_log_deviation, float *y);
void kernels_normal_divergence_pullback(
    long count, const kernels_repeated *mean, const kernels_repeated *log_deviation, const kernels_repeated *other_mean,
    const kernels_repeated *other_log_deviation, const float *dy, float *dmean, float *dlog_deviation,
    float *dother_log_deviation);

// normal_pairs.c: of rows × extent under components × extent, the log-densities, rows × components, and what they pull back,
// summed over the components to the rows, and over the rows to the components. offset[k] = −Σ (log σ + ½ log 2π).
void kernels_normal_pairs(
    long rows, long components, long extent, const float *x, const float *mean, const float *inverse_deviation,
    const float *offset, float *y);
void kernels_normal_pairs_by_row(
    long rows, long components, long extent, const float *x, const float *mean, const float *inverse_deviation,
    const float *dy, float *dx);
void kernels_normal_pairs_by_component(
    long rows, long components, long extent, const float *x, const float *mean, const float *inverse_deviation,
    const float *dy, float *dmean, float *dlog_deviation);

// elementwise.c
void kernels_clamp(long count, const float *x, float low, float high, float *y);
void kernels_clamp_pullback(long count, const float *x, const float *dy, float low, float high, float *dx);
// y ← y + x; the arrays are not the same.
void kernels_add(long count, const float *x, float *y);
// y = scale x + offset
void kernels_affine(long count, const float *x, float scale, float offset, float *y);
// y = (bytes + u)/256, or bytes/255 where u is null
void kernels_dequantize(long count, const uint8_t *bytes, const float *u, float *y);
// y = 1 where u < bytes/255, 0 elsewhere
void kernels_binarize(long count, const uint8_t *bytes, const float *u, float *y);

// broadcast.c: y = a ∘ b over the common shape; a stride of 0 repeats along its axis.
enum { KERNELS_ADD, KERNELS_SUBTRACT, KERNELS_MULTIPLY, KERNELS_DIVIDE };
void kernels_binary(
    int operation, int rank, const long *shape, const float *a, const long *a_strides, const float *b,
    const long *b_strides, float *y);
// transpose.c: y = xᵀ of a matrix
void kernels_transpose(long rows, long columns, const float *x, long x_stride, float *y, long y_stride);
// matrix_product.c: c = a b, of rows × inner × columns, none 0. Element (i, k) of a matrix lies at i · row + k · column, and one
// of the two is 1, so that it may be a transpose in memory; c is dense. Each thread computes some of the rows of c, or some of
// its columns; or, of a transpose of a b that is turned on the way, some of its columns with less to copy where a is the smaller.
typedef struct {
  const float *elements;
  long row, column;
} kernels_matrix;
void kernels_product_by_rows(long rows, long inner, long columns, kernels_matrix a, kernels_matrix b, float *c);
// Unless other is null, c has the sum of the first half of the terms alone, and other, of the size of c, that of the rest.
void kernels_product_by_columns(
    long rows, long inner, long columns, kernels_matrix a, kernels_matrix b, float *c, float *other);
void kernels_product_turned(long rows, long inner, long columns, kernels_matrix a, kernels_matrix b, float *c);
// narrow_product.c: c = a b, where an extent is at most KERNELS_NARROW and none is 0. Element (i, k) of a lies at
// i · a_row + k · a_column, so that a may be a transpose in memory; so for c.
#define KERNELS_NARROW 8
void kernels_product_of_few_terms(
    long rows, long inner, long columns, const float *a, long a_row, long a_column, const float *b, float *c);
void kernels_product_of_few_columns(
    long rows, long inner, long columns, const float *a, const float *b_transposed, float *c);
void kernels_product_of_few_rows(
    long rows, long inner, long columns, const float *a, long a_row, long a_column, const float *b, float *c, long c_row,
    long c_column);
// y[i · y_strides] = x[i · x_strides] for every index i of the shape
void kernels_copy_strided(
    int rank, const long *shape, const float *x, const long *x_strides, float *y, const long *y_strides);
// Repeats the pixels of an N×H×W×C image factor times along H and W, and the sum over the repeats.
void kernels_upsample(long n, long h, long w, long c, long factor, const float *x, float *y);
void kernels_upsample_pullback(long n, long h, long w, long c, long factor, const float *dy, float *dx);

// convolution_sum.c, convolution_weights.c: N×H×W×C images and a window of weights, H×W×inputs×outputs, or outputs×inputs where
// these are turned. Pixel p of the result meets pixel p · stride + tap − before of the images, along each axis. No extent is 0.
typedef struct {
  long input, output;  // the extents of the images and of the result
  long window, stride, before;
} kernels_convolution_axis;
typedef struct {
  long images, inputs, outputs;
  kernels_convolution_axis rows, columns;
  int weights_are_turned;
} kernels_convolution;
// How many floats each of the three needs for itself.
long kernels_convolution_scratch(const kernels_convolution *shape);
// y = x ∗ w + bias, and what is negative in it becomes 0 where rectified is not 0; bias may be null.
void kernels_convolution_forward(
    const kernels_convolution *shape, const float *x, const float *weights, const float *bias, int rectified,
    float *scratch, float *y);
// dx from dy, the transpose of the linear map; it ends likewise.
void kernels_convolution_transpose(
    const kernels_convolution *shape, const float *dy, const float *weights, const float *bias, int rectified,
    float *scratch, float *dx);
void kernels_convolution_weights(
    const kernels_convolution *shape, const float *x, const float *dy, float *scratch, float *weights);

// pooling.c: the largest pixel of each channel under each place of a window, and its number in the image, or −1 where there is
// none; images of n × rows.input × columns.input × channels.
void kernels_max_pool(
    long images, kernels_convolution_axis rows, kernels_convolution_axis columns, long channels, const float *x, float *y,
    int32_t *choice);
void kernels_max_pool_pullback(
    long images, kernels_convolution_axis rows, kernels_convolution_axis columns, long channels, const float *dy,
    const int32_t *choice, float *dx);

// A convolution between images of one channel and images of many. The window has its places on either of them, and its
// strides on the other: pixel p of the places meets pixel p · stride + tap − before of the other, along each axis. No
// extent is 0 or before negative; the channels are a multiple of 16.
typedef struct {
  long single, many;  // the extents of the images of one channel and of many
  long window, stride, before;
} kernels_single_channel_axis;
typedef struct {
  long images, channels;
  kernels_single_channel_axis rows, columns;
  int single_is_places;
} kernels_single_channel;

// single_channel_sum.c: to one channel from many. The scratch holds as much as the weights, of taps × channels.
void kernels_single_channel_sum(
    const kernels_single_channel *shape, const float *x, const float *w, float bias, float *scratch, float *y);

// single_channel_weights.c: the gradients of the weights, and unless null the sums of the images of many channels.
long kernels_single_channel_weights_scratch(const kernels_single_channel *shape);
void kernels_single_channel_weights(
    const kernels_single_channel *shape, const float *single, const float *many, float *scratch, float *weights,
    float *sums);

// A convolution of 3×3 windows, stride 1 and one pixel of padding all around; flipped, the window's taps are taken in reverse,
// which makes it a transposed convolution. No extent is 0; inputs and outputs, the channels, are multiples of 16.
typedef struct {
  long images, height, width, inputs, outputs;
  int flipped;
} kernels_winograd;

// winograd.c: the bias is added unless it is null. The scratch, for as many threads as there are at the call:
long kernels_winograd_forward_scratch(const kernels_winograd *shape);
void kernels_winograd_forward(
    const kernels_winograd *shape, const float *images, const float *weights, const float *bias, int rectified, float *scratch,
    float *result);
// The gradients of the images, unless null, and of the weights.
long kernels_winograd_gradients_scratch(const kernels_winograd *shape);
void kernels_winograd_gradients(
    const kernels_winograd *shape, const float *gradient, const float *images, const float *weights, float *scratch,
    float *image_gradient, float *weight_gradient);

// upsampled_convolution.c: the same over images enlarged to twice their height and width, which are those before, by repeating each
// pixel; flipped is 0.
long kernels_upsampled_forward_scratch(const kernels_winograd *shape);
void kernels_upsampled_forward(
    const kernels_winograd *shape, const float *images, const float *weights, const float *bias, int rectified, float *scratch,
    float *result);
long kernels_upsampled_gradients_scratch(const kernels_winograd *shape);
void kernels_upsampled_gradients(
    const kernels_winograd *shape, const float *gradient, const float *images, const float *weights, float *scratch,
    float *image_gradient, float *weight_gradient);

// reduce.c: over the middle axis of outer × count × inner. Sums are in a fixed order whatever the number of threads.
void kernels_sum(long outer, long count, long inner, const float *x, float *y);
void kernels_maximum(long outer, long count, long inner, const float *x, float *y);
void kernels_logsumexp(long outer, long count, long inner, const float *x, float *y);
// dx = dy · exp(x − y)/Σ exp(x − y), dy and y broadcast along the middle axis
void kernels_logsumexp_pullback(
    long outer, long count, long inner, const float *x, const float *y, const float *dy, float *dx);
// cross_entropy.c: −log softmax(x) of rows × columns at a label for each row, and dx = dy (softmax(x) − 1 at the label)
void kernels_cross_entropy(long rows, long columns, const float *x, const long *labels, float *y);
void kernels_cross_entropy_pullback(
    long rows, long columns, const float *x, const long *labels, const float *dy, float *dx);
double kernels_sum_of_squares(long count, const float *x);
// The index of the first value that is infinite or NaN, or −1.
long kernels_first_non_finite(long count, const float *x);

// gradient_norm.c: √Σ x² over all elements of so many arrays
double kernels_norm(long count, const float *const *x, const long *counts);

// Activations that a kernel can apply on its way: their derivative is written in the result.
enum { KERNELS_IDENTITY, KERNELS_RELU, KERNELS_SELU, KERNELS_SIGMOID, KERNELS_TANH };

// bias_activation.c, on rows × columns: y ← f(y + other + bias), in place; other may be null.
void kernels_bias_activation(
    long rows, long columns, int activation, const float *bias, float *y, const float *other);
// dx = dy f′, and its sums over the rows, as in reduce.c; dx may be dy.
void kernels_bias_activation_pullback(
    long rows, long columns, int activation, const float *y, const float *dy, float *dx, float *dbias);

// batch_normalization.c: of the columns of rows × channels; sums as in reduce.c. The mean and the biased variance:
void kernels_batch_statistics(long rows, long channels, const float *x, float *mean, float *variance);
// y = f(scale (x − mean)/√(variance + ε) + offset)
void kernels_batch_normalize(
    long rows, long channels, int activation, float epsilon, const float *x, const float *mean, const float *variance,
    const float *scale, const float *offset, float *y);
// Through the statistics too, unless they were given. The identity does not read y; dx may be dy.
void kernels_batch_normalization_pullback(
    long rows, long channels, int activation, float epsilon, int given_statistics, const float *x, const float *y,
    const float *mean, const float *variance, const float *scale, const float *dy, float *dx, float *dscale,
    float *doffset);

// optimizers.c: one pass over a parameter; the arrays are updated in place.
void kernels_sgd(long count, float rate, float momentum, int nesterov, const float *g, float *v, float *w);
void kernels_adam(
    long count, float rate, float beta1, float beta2, float epsilon, float correction1, float correction2,
    const float *g, float *m, float *v, float *w);
void kernels_rmsprop(
    long count, float rate, float decay, float momentum, int centered, float epsilon, const float *g, float *s,
    float *mean, float *v, float *w);

// random.c: Philox 4x32-10. Element 4i + j comes from word j of the block at counter first_block + i.
void kernels_philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t result[4]);
void kernels_philox_bits(long count, uint64_t first_block, const uint32_t key[2], uint32_t *y);
void kernels_philox_uniform(long count, uint64_t first_block, const uint32_t key[2], float *y);
void kernels_philox_normal(long count, uint64_t first_block, const uint32_t key[2], float *y);

// gamma_random.c and poisson_random.c: draws by rejection; element i is a function of block first_block + i, the key and
// its own parameter. NaN where the parameter is out of range.
void kernels_log_gamma_draws(
    long count, const float *shape, uint64_t first_block, const uint32_t key[2], float *log_draw);
void kernels_poisson_draws(long count, const float *rate, uint64_t first_block, const uint32_t key[2], float *draw);

// log_gamma_derivative.c: the derivative of a log-gamma draw by its shape
void kernels_log_gamma_draw_derivative(long count, const float *shape, const float *log_draw, float *derivative);

// gamma_densities.c: log-densities of the gamma distribution and its kin, with their derivatives by concentrations
void kernels_gamma_log_density(long count, const float *x, const float *shape, const float *log_rate, float *y);
void kernels_gamma_log_density_slope(long count, const float *x, const float *shape, const float *log_rate, float *y);
void kernels_poisson_log_density(long count, const float *k, const float *log_rate, float *y);
void kernels_beta_log_density(long count, const float *x, const float *a, const float *b, float *y);
void kernels_beta_log_density_slope1(long count, const float *x, const float *a, const float *b, float *y);
void kernels_beta_log_density_slope0(long count, const float *x, const float *a, const float *b, float *y);
void kernels_dirichlet_log_density(long rows, long extent, const float *x, const float *shapes, float *y);
void kernels_dirichlet_log_density_slopes(long rows, long extent, const float *x, const float *shapes, float *y);

// Functions of the rows of a few arrays of rows × extent, a number for each row, and their slopes by every element
typedef void (*kernels_row_function)(long rows, long extent, const float *const *x, float *y);
typedef void (*kernels_row_slopes)(long rows, long extent, const float *const *x, float *const *slopes);
#define KERNELS_DECLARE_ROW_FUNCTION(name)                                               \
  void kernels_##name(long rows, long extent, const float *const *x, float *y);          \
  void kernels_##name##_slopes(long rows, long extent, const float *const *x, float *const *slopes);
// scalar_divergences.c
KERNELS_DECLARE_ROW_FUNCTION(bernoulli_divergence)
KERNELS_DECLARE_ROW_FUNCTION(poisson_divergence)
KERNELS_DECLARE_ROW_FUNCTION(continuous_bernoulli_divergence)
KERNELS_DECLARE_ROW_FUNCTION(continuous_bernoulli_entropy)
KERNELS_DECLARE_ROW_FUNCTION(continuous_bernoulli_log_density)
// location_scale.c
KERNELS_DECLARE_ROW_FUNCTION(laplace_log_density)
KERNELS_DECLARE_ROW_FUNCTION(laplace_divergence)
KERNELS_DECLARE_ROW_FUNCTION(student_log_density)
KERNELS_DECLARE_ROW_FUNCTION(student_entropy)
KERNELS_DECLARE_ROW_FUNCTION(log_length)
KERNELS_DECLARE_ROW_FUNCTION(uniform_divergence)
// gamma_divergences.c
KERNELS_DECLARE_ROW_FUNCTION(gamma_divergence)
KERNELS_DECLARE_ROW_FUNCTION(gamma_entropy)
KERNELS_DECLARE_ROW_FUNCTION(dirichlet_divergence)
KERNELS_DECLARE_ROW_FUNCTION(dirichlet_entropy)
// categorical.c
KERNELS_DECLARE_ROW_FUNCTION(categorical_entropy)
KERNELS_DECLARE_ROW_FUNCTION(categorical_divergence)
// Of rows × columns of logits, the probabilities or their logarithms
void kernels_categorical_probabilities(long rows, long columns, const float *x, int logarithms, float *y);

// interval.c: how many elements lie from low to high
long kernels_count_within(long count, const float *x, float low, float high);

#endif
