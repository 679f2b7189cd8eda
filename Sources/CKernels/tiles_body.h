// The loops of tiles.h for one set of instructions: tiles.c includes this once for each, with TARGET, NAME, LANES, VECTORS,
// ROWS and EACH_ROWS set. VECTORS × ROWS sums and a row of vectors fill the registers.

#define VECTOR NAME(vector)
typedef float VECTOR __attribute__((vector_size(LANES * sizeof(float)), aligned(4), may_alias));

// The number of vectors, and which of the strides of a is 1, are known to the compiler wherever this is inlined.
INLINE void NAME(tile)(
    int rows, int vectors, const tiles *t, const float *a_first, long a_row, long a_step, float *c) {
  VECTOR sums[ROWS][VECTORS];
  // The result is fetched while its sums are computed.
  UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vectors; v += LINE / LANES)
    __builtin_prefetch(c + r * t->c_row + v * LANES, 1, 3);
  UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vectors; v++)
    sums[r][v] = t->add ? *(const VECTOR *)(c + r * t->c_row + v * LANES) : (VECTOR){};
  const long b_step = t->b_step;
  for (long s = 0; s < t->segments; s++) {
    const float *a = a_first + s * t->a_segment, *b = t->b + s * t->b_segment;
#define TERM(j)                                                                                               \
  {                                                                                                           \
    VECTOR y[VECTORS];                                                                                        \
    UNROLL for (int v = 0; v < vectors; v++) y[v] = *(const VECTOR *)(b + (j) * b_step + v * LANES);          \
    UNROLL for (int r = 0; r < rows; r++) {                                                                   \
      float x = a[r * a_row + (j) * a_step];                                                                  \
      UNROLL for (int v = 0; v < vectors; v++) sums[r][v] += x * y[v];                                        \
    }                                                                                                         \
  }
    long k = 0;
    for (; k + 4 <= t->inner; k += 4, a += 4 * a_step, b += 4 * b_step) {
      TERM(0) TERM(1) TERM(2) TERM(3)
    }
    for (; k < t->inner; k++, a += a_step, b += b_step) TERM(0)
#undef TERM
  }
  UNROLL for (int r = 0; r < rows; r++) UNROLL for (int v = 0; v < vectors; v++)
    *(VECTOR *)(c + r * t->c_row + v * LANES) = sums[r][v];
}

INLINE void NAME(strip)(const tiles *t, int vectors) {
  long groups = (t->rows + ROWS - 1) / ROWS, row = 0;
  for (long group = 0; group < groups; group++) {
    long next = t->rows * (group + 1) / groups;
    const float *a = t->a + row * t->a_row;
    float *c = t->c + row * t->c_row;
    switch (next - row) {
#define ROWS_CASE(n)                                                                  \
  case n:                                                                             \
    if (t->a_step == 1) NAME(tile)(n, vectors, t, a, t->a_row, 1, c);                 \
    else NAME(tile)(n, vectors, t, a, 1, t->a_step, c);                               \
    break;
      EACH_ROWS(ROWS_CASE)
#undef ROWS_CASE
    }
    row = next;
  }
}

TARGET static void NAME(run)(const tiles *t, long columns) {
  switch (columns / LANES) {
  case 1: NAME(strip)(t, 1); break;
  case 2: NAME(strip)(t, 2); break;
#if VECTORS > 2
  case 3: NAME(strip)(t, 3); break;
#endif
  }
}

static const tile_kernels NAME(kernels) = {LANES, VECTORS * LANES, NAME(run)};

#undef VECTOR
#undef TARGET
#undef NAME
#undef LANES
#undef VECTORS
#undef ROWS
#undef EACH_ROWS
