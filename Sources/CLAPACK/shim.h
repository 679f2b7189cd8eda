// The C declarations of the LAPACK routines we call are not in a header that Swift can read (lapacke.h uses C99 complex
// types), so the ones in use stand here.
#pragma once
#include <stddef.h>

// Singular value decomposition of a column-major matrix. Fortran passes every argument by address, and after them the
// length of each character argument by value.
void dgesvd_(
    const char *jobu, const char *jobvt, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
    const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *info, size_t jobu_length,
    size_t jobvt_length);

// How many threads OpenBLAS uses, in the whole process.
void openblas_set_num_threads(int count);
int openblas_get_num_threads(void);

// The library's version and build, such as "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64".
char *openblas_get_config(void);
