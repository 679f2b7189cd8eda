#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <pthread.h>

#include "pulse.h"

#define TAG 1
// The most bytes of one message, whose number is an int.
#define LONGEST ((size_t)1 << 30)
// How often who waits looks out at once, and how often it lets another process go before, until it sleeps between looks:
// messages come within microseconds where nobody is behind, and a sleep of a tenth of a millisecond is little to who waits long.
#define LOOKS 200
#define TURNS 2000
#define NAP 50000
// Every so many looks the state of the other is looked at, too.
#define LOOKS_AT_STATE 64

const char *messages_start(const char *path, messages_flavor flavor, double silence, int *rank, int *count) {
  const char *problem = mpi_find(&pulse_mpi, path, flavor);
  if (problem) return problem;
  // What MPI starts, and this, inherits which signals a thread is sent: none, they are for those that the program has.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const int serialized = 2; // MPI_THREAD_SERIALIZED: any thread, one at a time.
  int provided = 0;
  if (pulse_mpi.init(NULL, NULL, serialized, &provided))
    problem = "MPI_Init_thread failed";
  else if (provided < serialized)
    problem = "it was built without threads";
  else if (pulse_mpi.set_error_handler(pulse_mpi.world, pulse_mpi.errors_return))
    problem = "MPI_Comm_set_errhandler failed";
  else if (pulse_mpi.rank(pulse_mpi.world, rank) || pulse_mpi.size(pulse_mpi.world, count))
    problem = "MPI does not know its processes";
  else if (*count > 1 && pulse_start(*rank, *count, silence))
    problem = "no thread can be started";
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return problem;
}

// Waits for the end of what was begun with another process.
static int wait_for(handle *request, int other, int *missing) {
  for (long look = 0;; look++) {
    int flag = 0;
    pulse_lock();
    int failed = pulse_mpi.test(request, &flag, pulse_mpi.ignored_status);
    pulse_unlock();
    if (flag && !failed) return 0;
    if (failed || look % LOOKS_AT_STATE == LOOKS_AT_STATE - 1) {
      messages_state trouble = pulse_trouble(missing);
      if (trouble) return trouble;
      *missing = other;
      // Where it is done, it has sent all that it was going to: what it sent last may still be on its way, and is not for long.
      if (pulse_of(other) == MESSAGES_DONE && look > TURNS + 10 * LOOKS_AT_STATE) return MESSAGES_DONE;
      if (failed) return -1;
    }
    if (look > TURNS) {
      struct timespec nap = {0, NAP};
      nanosleep(&nap, NULL);
    } else if (look > LOOKS) {
      sched_yield();
    }
  }
}

int messages_send(const void *bytes, size_t count, int to, int *missing) {
  const char *rest = bytes;
  while (count > 0) {
    size_t length = count < LONGEST ? count : LONGEST;
    handle request = 0;
    pulse_lock();
    int failed = pulse_mpi.send(rest, (int)length, pulse_mpi.byte, to, TAG, pulse_mpi.world, &request);
    pulse_unlock();
    *missing = to;
    if (failed) return -1;
    int problem = wait_for(&request, to, missing);
    if (problem) return problem;
    rest += length;
    count -= length;
  }
  return 0;
}

int messages_receive(void *bytes, size_t count, int from, int *missing) {
  char *rest = bytes;
  while (count > 0) {
    size_t length = count < LONGEST ? count : LONGEST;
    handle request = 0;
    pulse_lock();
    int failed = pulse_mpi.receive(rest, (int)length, pulse_mpi.byte, from, TAG, pulse_mpi.world, &request);
    pulse_unlock();
    *missing = from;
    if (failed) return -1;
    int problem = wait_for(&request, from, missing);
    if (problem) return problem;
    rest += length;
    count -= length;
  }
  return 0;
}

void messages_tell(messages_state state) { pulse_tell(state); }

int messages_trouble(int *missing) { return pulse_trouble(missing); }

int messages_asked_to_stop(void) { return pulse_asked_to_stop(); }

void messages_words(int rank, char *words, size_t size) { pulse_words_of(rank, words, size); }

int messages_end(messages_state state, const char *words) {
  pulse_words(words);
  pulse_tell(state);
  if (!pulse_end()) return 0;
  return pulse_mpi.finalize() == 0;
}
