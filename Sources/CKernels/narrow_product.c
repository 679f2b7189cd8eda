// Matrix products with an extent of at most KERNELS_NARROW, such as those around a code of two numbers: a general product
// spends its time there on packing, and on vectors of which most lanes are empty.

#include "CKernels.h"
#include "parallel.h"

#pragma clang fp contract(off)

typedef struct {
  long rows, inner, columns;
  const float *a, *b;
  long a_row, a_column, c_row, c_column;
  float *c;
} product;

// The inner extent is narrow: each row of the result is a sum of few rows.
KERNEL(few_terms_range) {
  const product *p = arguments;
  for (long i = begin; i < end; i++) {
    const float *a = p->a + i * p->a_row;
    float *restrict c = p->c + i * p->columns;
#define B(k) (p->b + (k) * p->columns)
#define A(k) a[(k) * p->a_column]
    // Two terms at a time; an odd one comes first.
    long k = p->inner % 2 ? 1 : 2;
    if (k == 1)
      for (long j = 0; j < p->columns; j++) c[j] = A(0) * B(0)[j];
    else
      for (long j = 0; j < p->columns; j++) c[j] = A(0) * B(0)[j] + A(1) * B(1)[j];
    for (; k < p->inner; k += 2)
      for (long j = 0; j < p->columns; j++) c[j] += A(k) * B(k)[j] + A(k + 1) * B(k + 1)[j];
  }
}

void kernels_product_of_few_terms(
    long rows, long inner, long columns, const float *a, long a_row, long a_column, const float *b, float *c) {
  product p = {.inner = inner, .columns = columns, .a = a, .a_row = a_row, .a_column = a_column, .b = b, .c = c};
  kernels_parallel_flushing(rows, PRODUCTS / (inner * columns), few_terms_range, &p);
}

#define LANES 16
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(4)));

// The result has few columns, each a row of b: every element is a sum along two rows, lane by lane and then over the lanes.
INLINE void row_of_few_columns(long inner, int columns, const float *a, const float *b, float *c) {
  long whole = inner - inner % LANES;
  lanes sums[KERNELS_NARROW] = {};
  for (long k = 0; k < whole; k += LANES)
    for (int j = 0; j < columns; j++) sums[j] += *(const lanes *)(a + k) * *(const lanes *)(b + j * inner + k);
  for (int j = 0; j < columns; j++) {
    float rest = 0;
    for (long k = whole; k < inner; k++) rest += a[k] * b[j * inner + k];
    for (int width = LANES / 2; width > 0; width /= 2)
      for (int lane = 0; lane < width; lane++) sums[j][lane] += sums[j][lane + width];
    c[j] = sums[j][0] + rest;
  }
}

// With the number of columns known to the compiler, the sums stay in registers.
#define DEFINE_FEW_COLUMNS(n)                                                            \
  KERNEL(few_columns_##n) {                                                              \
    const product *p = arguments;                                                        \
    for (long i = begin; i < end; i++)                                                   \
      row_of_few_columns(p->inner, n, p->a + i * p->inner, p->b, p->c + i * n);          \
  }
#define EACH_NUMBER(define) define(1) define(2) define(3) define(4) define(5) define(6) define(7) define(8)
EACH_NUMBER(DEFINE_FEW_COLUMNS)
#define FEW_COLUMNS(n) few_columns_##n,
static const kernels_range few_columns[] = {EACH_NUMBER(FEW_COLUMNS)};
_Static_assert(sizeof few_columns == KERNELS_NARROW * sizeof(kernels_range), "a loop for each number of columns");

void kernels_product_of_few_columns(
    long rows, long inner, long columns, const float *a, const float *b_transposed, float *c) {
  product p = {.inner = inner, .a = a, .b = b_transposed, .c = c};
  kernels_parallel_flushing(rows, PRODUCTS / (inner * columns), few_columns[columns - 1], &p);
}

// The result has few rows, each a sum of the rows of b, which are read once, a band of columns and four rows at a time.
#define BAND 256
#define ROWS 4

KERNEL(few_rows_range) {
  const product *p = arguments;
  for (long band = begin; band < end; band++) {
    long first = band * BAND, width = p->columns - first < BAND ? p->columns - first : BAND;
    float sums[KERNELS_NARROW][BAND] = {};
    for (long k = 0; k < p->inner; k += ROWS) {
      long terms = p->inner - k < ROWS ? p->inner - k : ROWS;
      for (long i = 0; i < p->rows; i++) {
        const float *b = p->b + k * p->columns + first, *a = p->a + i * p->a_row + k * p->a_column;
        float *restrict sum = sums[i];
        if (terms == ROWS) {
          const float *restrict b1 = b + p->columns, *restrict b2 = b1 + p->columns, *restrict b3 = b2 + p->columns;
          float a0 = a[0], a1 = a[p->a_column], a2 = a[2 * p->a_column], a3 = a[3 * p->a_column];
          for (long j = 0; j < width; j++) sum[j] += (a0 * b[j] + a1 * b1[j]) + (a2 * b2[j] + a3 * b3[j]);
        } else {
          for (long term = 0; term < terms; term++)
            for (long j = 0; j < width; j++) sum[j] += a[term * p->a_column] * b[term * p->columns + j];
        }
      }
    }
    for (long i = 0; i < p->rows; i++)
      for (long j = 0; j < width; j++) p->c[i * p->c_row + (first + j) * p->c_column] = sums[i][j];
  }
}

void kernels_product_of_few_rows(
    long rows, long inner, long columns, const float *a, long a_row, long a_column, const float *b, float *c, long c_row,
    long c_column) {
  product p = {
      .rows = rows, .inner = inner, .columns = columns, .a = a, .a_row = a_row, .a_column = a_column, .b = b, .c = c,
      .c_row = c_row, .c_column = c_column};
  kernels_parallel_flushing((columns + BAND - 1) / BAND, PRODUCTS / (rows * inner * BAND), few_rows_range, &p);
}
