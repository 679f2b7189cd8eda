#include "mpi.h"

#include <dlfcn.h>
#include <stddef.h>

// The names of the libraries' files, as the versions of their interfaces have them: Open MPI since 1.10 and to 5; MPICH since 3.1,
// Intel MPI, MVAPICH and Cray's, which agreed on one, and Debian's name for it.
static const char *const names[2][3] = {
    [MESSAGES_OPEN_MPI] = {"libmpi.so.40", "libmpi.so.20", "libmpi.so.12"},
    [MESSAGES_MPICH] = {"libmpi.so.12", "libmpich.so.12", "libmpi_cray.so.12"},
};

static void *opened(const char *path, messages_flavor flavor) {
  // Open MPI's plugins look for its symbols among those that all can see.
  const int how = RTLD_NOW | RTLD_GLOBAL;
  if (path) return dlopen(path, how);
  void *library = NULL;
  for (int i = 0; i < 3 && !library; i++) library = dlopen(names[flavor][i], how);
  return library;
}

const char *mpi_find(struct mpi *mpi, const char *path, messages_flavor flavor) {
  void *library = opened(path, flavor);
  if (!library) return dlerror();
  const struct {
    void *place;
    const char *name;
  } functions[] = {
      {&mpi->init, "MPI_Init_thread"}, {&mpi->finalize, "MPI_Finalize"}, {&mpi->rank, "MPI_Comm_rank"},
      {&mpi->size, "MPI_Comm_size"},   {&mpi->send, "MPI_Isend"},        {&mpi->receive, "MPI_Irecv"},
      {&mpi->test, "MPI_Test"},        {&mpi->set_error_handler, "MPI_Comm_set_errhandler"},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (!(*(void **)functions[i].place = dlsym(library, functions[i].name))) return dlerror();

  // Constants are addresses of objects in Open MPI, and numbers in MPICH, which it has promised not to change.
  mpi->world = (handle)dlsym(library, "ompi_mpi_comm_world");
  if (mpi->world) {
    mpi->byte = (handle)dlsym(library, "ompi_mpi_byte");
    mpi->errors_return = (handle)dlsym(library, "ompi_mpi_errors_return");
    mpi->ignored_status = NULL;
    return mpi->byte && mpi->errors_return ? NULL : "it lacks what Open MPI has";
  }
  mpi->world = 0x44000000;
  mpi->byte = 0x4c00010d;
  mpi->errors_return = 0x54000001;
  mpi->ignored_status = (void *)1;
  return NULL;
}
