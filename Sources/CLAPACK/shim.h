// The C declarations of the LAPACK and BLAS routines we call are not in a header that Swift can read (lapacke.h uses
// C99 complex types), so the ones in use stand here.
