// The floor of one optimiser step: its convolutions (NHWC) and matrix products alone, each called as a naive program would
// call it. Prints a line a workload, such as `floor  conv-vae  36.210 ms/step`: a sum of medians.
//
//   gcc -O2 floor.c -o floor -ldnnl -lgomp && ./floor [--threads 2] [--only NAME]

#include <dnnl.h>
#include <dnnl_debug.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Of libgomp, which oneDNN runs on; a compiler's own OpenMP may bring a second library.
extern void omp_set_num_threads(int);

enum { CONVOLUTION_RUNS = 41, PRODUCT_RUNS = 101 };

static dnnl_engine_t engine;
static dnnl_stream_t stream;

static void check(dnnl_status_t status) {
  if (status == dnnl_success) return;
  fprintf(stderr, "oneDNN: %s\n", dnnl_status2str(status));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + 1e-9 * time.tv_nsec;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

// In milliseconds.
static double median(double *seconds, int count) {
  qsort(seconds, count, sizeof(double), compare);
  return seconds[count / 2] * 1e3;
}

static float *random_floats(long count) {
  float *x = aligned_alloc(64, (count * sizeof(float) + 127) / 64 * 64);
  for (long i = 0; i < count; i++) x[i] = rand() / (float)RAND_MAX - 0.5f;
  return x;
}

static dnnl_memory_t memory(const dnnl_memory_desc_t *description) {
  float *x = random_floats(dnnl_memory_desc_get_size(description) / sizeof(float));
  dnnl_memory_t memory;
  check(dnnl_memory_create(&memory, description, engine, x));
  return memory;
}

static void destroy(dnnl_memory_t memory) {
  void *x;
  check(dnnl_memory_get_data_handle(memory, &x));
  free(x);
  dnnl_memory_destroy(memory);
}

// Runs a computation on three arrays, the weights in the layout that it asks for.
static double timed(
    const_dnnl_primitive_desc_t description, int input, dnnl_memory_t x, int weights, dnnl_query_t weights_query,
    int output, dnnl_memory_t y) {
  dnnl_primitive_t primitive;
  check(dnnl_primitive_create(&primitive, description));
  dnnl_memory_t w = memory(dnnl_primitive_desc_query_md(description, weights_query, 0));
  dnnl_exec_arg_t arguments[] = {{input, x}, {weights, w}, {output, y}};
  double seconds[CONVOLUTION_RUNS];
  for (int run = 0; run < CONVOLUTION_RUNS; run++) {
    double start = now();
    check(dnnl_primitive_execute(primitive, stream, 3, arguments));
    check(dnnl_stream_wait(stream));
    seconds[run] = now() - start;
  }
  destroy(w);
  dnnl_primitive_destroy(primitive);
  return median(seconds, CONVOLUTION_RUNS);
}

enum { FORWARD = 1, DATA_GRADIENT = 2, WEIGHTS_GRADIENT = 4, ALL = 7, FIRST_LAYER = FORWARD | WEIGHTS_GRADIENT };

// A transposed convolution costs what the convolution costs that it transposes.
static double convolution(
    int images, int inputs, int outputs, int size, int window, int stride, int before, int after, int passes) {
  int output_size = (size + before + after - window) / stride + 1;
  dnnl_dims_t x_extents = {images, inputs, size, size}, w_extents = {outputs, inputs, window, window};
  dnnl_dims_t y_extents = {images, outputs, output_size, output_size};
  dnnl_dims_t strides = {stride, stride}, left = {before, before}, right = {after, after};
  dnnl_memory_desc_t x, w, y;
  check(dnnl_memory_desc_init_by_tag(&x, 4, x_extents, dnnl_f32, dnnl_nhwc));
  check(dnnl_memory_desc_init_by_tag(&w, 4, w_extents, dnnl_f32, dnnl_format_tag_any));
  check(dnnl_memory_desc_init_by_tag(&y, 4, y_extents, dnnl_f32, dnnl_nhwc));
  dnnl_memory_t images_memory = memory(&x), output_memory = memory(&y);

  dnnl_convolution_desc_t operation;
  dnnl_primitive_desc_t forward, backward;
  double milliseconds = 0;
  check(dnnl_convolution_forward_desc_init(
      &operation, dnnl_forward_training, dnnl_convolution_direct, &x, &w, NULL, &y, strides, left, right));
  check(dnnl_primitive_desc_create(&forward, &operation, NULL, engine, NULL));
  if (passes & FORWARD) {
    milliseconds += timed(
        forward, DNNL_ARG_SRC, images_memory, DNNL_ARG_WEIGHTS, dnnl_query_weights_md, DNNL_ARG_DST, output_memory);
  }
  if (passes & DATA_GRADIENT) {
    check(dnnl_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &x, &w, &y, strides, left, right));
    check(dnnl_primitive_desc_create(&backward, &operation, NULL, engine, forward));
    milliseconds += timed(
        backward, DNNL_ARG_DIFF_SRC, images_memory, DNNL_ARG_WEIGHTS, dnnl_query_weights_md, DNNL_ARG_DIFF_DST,
        output_memory);
    dnnl_primitive_desc_destroy(backward);
  }
  if (passes & WEIGHTS_GRADIENT) {
    check(dnnl_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &x, &w, NULL, &y, strides, left, right));
    check(dnnl_primitive_desc_create(&backward, &operation, NULL, engine, forward));
    milliseconds += timed(
        backward, DNNL_ARG_SRC, images_memory, DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md, DNNL_ARG_DIFF_DST,
        output_memory);
    dnnl_primitive_desc_destroy(backward);
  }
  dnnl_primitive_desc_destroy(forward);
  destroy(images_memory);
  destroy(output_memory);
  return milliseconds;
}

static double product(char transpose_a, char transpose_b, int rows, int columns, int inner) {
  float *a = random_floats((long)rows * inner), *b = random_floats((long)inner * columns);
  float *c = random_floats((long)rows * columns);
  double seconds[PRODUCT_RUNS];
  for (int run = 0; run < PRODUCT_RUNS; run++) {
    double start = now();
    check(dnnl_sgemm(
        transpose_a, transpose_b, rows, columns, inner, 1, a, transpose_a == 'N' ? inner : rows, b,
        transpose_b == 'N' ? columns : inner, 0, c, columns));
    seconds[run] = now() - start;
  }
  free(a);
  free(b);
  free(c);
  return median(seconds, PRODUCT_RUNS);
}

// A dense layer of a batch: forward, gradient of the data (not for a first layer), gradient of the weights.
static double dense(int batch, int inputs, int outputs, int passes) {
  double milliseconds = 0;
  if (passes & FORWARD) milliseconds += product('N', 'N', batch, outputs, inputs);
  if (passes & DATA_GRADIENT) milliseconds += product('N', 'T', batch, inputs, outputs);
  if (passes & WEIGHTS_GRADIENT) milliseconds += product('T', 'N', inputs, outputs, batch);
  return milliseconds;
}

// With a 3×3 window that keeps the size.
static double same(int images, int inputs, int outputs, int size, int passes) {
  return convolution(images, inputs, outputs, size, 3, 1, 1, 1, passes);
}

static double conv_vae(void) {
  const int n = 32;
  double encoder = same(n, 1, 32, 28, FIRST_LAYER) + same(n, 32, 32, 28, ALL) + same(n, 32, 64, 14, ALL) +
                   same(n, 64, 64, 14, ALL) + dense(n, 3136, 16, ALL);
  double decoder = dense(n, 8, 3136, ALL) + same(n, 64, 32, 14, ALL) + same(n, 32, 32, 14, ALL) +
                   same(n, 32, 64, 28, ALL) + same(n, 64, 64, 28, ALL) + same(n, 64, 1, 28, ALL);
  return encoder + decoder;
}

static double pyro_vae(void) {
  const int n = 128;
  double encoder = same(n, 1, 16, 28, FIRST_LAYER) + convolution(n, 16, 32, 28, 3, 2, 1, 1, ALL) +
                   same(n, 32, 32, 14, ALL) + dense(n, 6272, 32, ALL) + 2 * dense(n, 32, 2, ALL);
  double decoder =
      dense(n, 2, 6272, ALL) + convolution(n, 32, 32, 28, 3, 2, 1, 1, ALL) + same(n, 32, 1, 28, ALL);
  return encoder + decoder;
}

static double aevb_conv_vae(void) {
  const int n = 100;
  double encoder = convolution(n, 1, 1, 28, 2, 1, 0, 1, FIRST_LAYER) + convolution(n, 1, 64, 28, 2, 2, 0, 0, ALL) +
                   2 * same(n, 64, 64, 14, ALL) + dense(n, 12544, 128, ALL) + dense(n, 128, 4, ALL);
  double decoder = dense(n, 2, 12544, ALL) + 2 * same(n, 64, 64, 14, ALL) +
                   convolution(n, 64, 64, 28, 2, 2, 0, 0, ALL) + convolution(n, 64, 1, 28, 2, 1, 0, 1, ALL);
  return encoder + decoder;
}

static double dense_vae(void) {
  const int n = 100;
  return dense(n, 784, 256, FIRST_LAYER) + 2 * dense(n, 256, 2, ALL) + dense(n, 2, 256, ALL) + dense(n, 256, 784, ALL);
}

static double plane_vae(int points, int codes) {
  double encoder = dense(points, 2, 512, FIRST_LAYER) + 2 * dense(points, 512, 512, ALL) + dense(points, 512, 4, ALL);
  double decoder = dense(codes, 2, 512, ALL) + 2 * dense(codes, 512, 512, ALL) + dense(codes, 512, 2, ALL);
  return encoder + decoder;
}

static double eight_gaussians(void) { return plane_vae(32, 32); }

static double iwae(void) { return plane_vae(32, 320); }

int main(int count, char **arguments) {
  int threads = 2;
  const char *only = NULL;
  for (int i = 1; i < count; i += 2) {
    if (i + 1 < count && strcmp(arguments[i], "--threads") == 0 && atoi(arguments[i + 1]) > 0) {
      threads = atoi(arguments[i + 1]);
    } else if (i + 1 < count && strcmp(arguments[i], "--only") == 0) {
      only = arguments[i + 1];
    } else {
      fprintf(stderr, "usage: floor [--threads COUNT] [--only NAME]\n");
      return 64;
    }
  }
  omp_set_num_threads(threads);
  check(dnnl_engine_create(&engine, dnnl_cpu, 0));
  check(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));

  struct {
    const char *name;
    double (*milliseconds)(void);
  } workloads[] = {
      {"conv-vae", conv_vae},   {"pyro-vae", pyro_vae},
      {"aevb-conv-vae", aevb_conv_vae}, {"dense-vae", dense_vae},
      {"eight-gaussians", eight_gaussians}, {"iwae", iwae},
  };
  for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; i++) {
    if (only && strcmp(only, workloads[i].name) != 0) continue;
    printf("floor  %s  %.3f ms/step\n", workloads[i].name, workloads[i].milliseconds());
    fflush(stdout);
  }
}
