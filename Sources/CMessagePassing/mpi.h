#pragma once
// The part of MPI that is used, found in a library at run time.

#include <stdint.h>

#include "CMessagePassing.h"

// A communicator, a type of elements, a request: a pointer in Open MPI, an int in MPICH. Both pass in one register, and an int
// that MPICH writes into a request of zeros is its value.
typedef intptr_t handle;

struct mpi {
  int (*init)(int *, char ***, int, int *);
  int (*finalize)(void);
  int (*rank)(handle, int *);
  int (*size)(handle, int *);
  int (*send)(const void *, int, handle, int, int, handle, handle *);
  int (*receive)(void *, int, handle, int, int, handle, handle *);
  int (*test)(handle *, int *, void *);
  int (*set_error_handler)(handle, handle);
  handle world, byte, errors_return;
  void *ignored_status;
};

// Finds all of it; null, or why not.
const char *mpi_find(struct mpi *mpi, const char *path, messages_flavor flavor);
