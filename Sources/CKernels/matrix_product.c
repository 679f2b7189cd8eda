// Products of matrices. Each element is the sum of its terms in order (tiles.h), or the sums of the two halves of them where
// the caller wants them apart.

#include <string.h>

#include "CKernels.h"
#include "panel.h"
#include "parallel.h"
#include "tiles.h"

// So many numbers of a strip of the right operand are used again and again before the next; they are copied together where they
// do not lie in rows of whole vectors. So is a block of the result.
#define PANEL 9216
#define BLOCK_ROWS 128
#define WIDEST 64
// At most so many numbers of the left operand are copied together.
#define COPY (BLOCK_ROWS * 384)
// Rows of a strip are handed out about so many at a time.
#define UNIT_ROWS 24

typedef struct {
  const tile_kernels *kernels;
  kernels_matrix a, b;
  long rows, inner, columns;
  float *c;
  long c_row, c_column;
  // The parts of the terms, the first summed into c, the second into other.
  long parts, row_units, strips;
  float *other;
} product;

// Some rows of one strip, of the terms from the first up to the last.
CLONES(
    static, void, multiply,
    (const product *p, long first_row, long last_row, long column, long width, long first, long last, float *c),
    (p, first_row, last_row, column, width, first, last, c)) {
  float panel[PANEL], block[BLOCK_ROWS * WIDEST];
  long count = p->columns - column < width ? p->columns - column : width, most = PANEL / width;
  int in_place = p->c_column == 1 && count == width;
  int packed = p->b.column != 1 || count < width;
  for (long row = first_row, rows; row < last_row; row += rows) {
    rows = (in_place && packed) || last_row - row < BLOCK_ROWS ? last_row - row : BLOCK_ROWS;
    float *to = c + row * p->c_row + column * p->c_column;
    for (long term = first; term < last; term += most) {
      long terms = last - term < most ? last - term : most;
      const float *b = p->b.elements + term * p->b.row + column;
      if (packed) pack(p->b, term, terms, column, count, width, panel), b = panel;
      tiles t = {
          .rows = rows, .segments = 1, .inner = terms, .a = p->a.elements + row * p->a.row + term * p->a.column,
          .a_row = p->a.row, .a_step = p->a.column, .b = b, .b_step = packed ? width : p->b.row,
          .c = in_place ? to : block, .c_row = in_place ? p->c_row : width, .add = term > first};
      p->kernels->run(&t, width);
    }
    if (in_place) continue;
    if (p->c_row == 1) {
      transpose(rows, count, block, width, to, p->c_column);
    } else {
      for (long i = 0; i < rows; i++)
        for (long j = 0; j < count; j++) to[i * p->c_row + j * p->c_column] = block[i * width + j];
    }
  }
}

// The rows of a transposed left operand lie far apart in memory, often in the same few sets of the cache: a block of them is copied
// together, where the copy is small and used for many columns.
static void rows_range(const void *arguments, long begin, long end) {
  const product *p = arguments;
  float copy[COPY];
  for (long row = begin, count, width; row < end; row += count) {
    count = end - row < BLOCK_ROWS ? end - row : BLOCK_ROWS;
    product block = *p;
    block.a.elements += row * p->a.row, block.c += row * p->c_row;
    if (p->a.column != 1 && p->columns >= WIDEST && count * p->inner <= COPY) {
      for (long term = 0; term < p->inner; term++)
        memcpy(copy + term * count, block.a.elements + term * p->a.column, (size_t)count * sizeof(float));
      block.a = (kernels_matrix){copy, 1, count};
    }
    for (long column = 0; column < p->columns; column += width) {
      width = strip_width(p->kernels, column, p->columns);
      multiply(&block, 0, count, column, width, 0, p->inner, block.c);
    }
  }
}

// The units of the rows of a strip follow each other, and the strips of a part.
static void columns_range(const void *arguments, long begin, long end) {
  const product *p = arguments;
  long unit = 0;
  for (long part = 0; part < p->parts; part++) {
    long first = p->inner * part / p->parts, last = p->inner * (part + 1) / p->parts, width;
    for (long column = 0; column < p->columns; column += width, unit += p->row_units) {
      width = strip_width(p->kernels, column, p->columns);
      long from = begin > unit ? begin - unit : 0, to = end - unit < p->row_units ? end - unit : p->row_units;
      if (from >= to) continue;
      multiply(
          p, p->rows * from / p->row_units, p->rows * to / p->row_units, column, width, first, last,
          part ? p->other : p->c);
    }
  }
}

static product product_of(long rows, long inner, long columns, kernels_matrix a, kernels_matrix b, float *c) {
  product p = {
      .kernels = kernels_tiles(), .a = a, .b = b, .rows = rows, .inner = inner, .columns = columns, .c = c,
      .c_row = columns, .c_column = 1, .parts = 1, .row_units = (rows + UNIT_ROWS - 1) / UNIT_ROWS};
  for (long column = 0; column < columns; column += strip_width(p.kernels, column, columns)) p.strips++;
  // Strips that are copied together are cut no more than it takes to share them out evenly.
  if (b.column != 1)
    for (p.row_units = 1; p.strips * p.row_units % kernels_thread_count(); p.row_units++);
  return p;
}

static void share(const product *p, long units, kernels_range body) {
  long products = p->rows * p->inner * p->columns;
  kernels_parallel_flushing(units, PRODUCTS * units / products, body, p);
}

void kernels_product_by_rows(long rows, long inner, long columns, kernels_matrix a, kernels_matrix b, float *c) {
  product p = product_of(rows, inner, columns, a, b, c);
  share(&p, p.rows, rows_range);
}

void kernels_product_by_columns(
    long rows, long inner, long columns, kernels_matrix a, kernels_matrix b, float *c, float *other) {
  product p = product_of(rows, inner, columns, a, b, c);
  if (other) p.parts = 2, p.other = other;
  share(&p, p.parts * p.strips * p.row_units, columns_range);
}

void kernels_product_turned(long rows, long inner, long columns, kernels_matrix a, kernels_matrix b, float *c) {
  kernels_matrix left = {b.elements, b.column, b.row}, right = {a.elements, a.column, a.row};
  product p = product_of(columns, inner, rows, left, right, c);
  p.c_row = 1, p.c_column = columns;
  share(&p, p.rows, rows_range);
}
