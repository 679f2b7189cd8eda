// Loops shared out among threads that the process keeps.
//
// A loop's range is cut into pieces. Each thread begins with pieces of its own, the same whenever a loop of that length runs, so
// that it meets again what is in its cache; then it takes what others have left. The loop ends when its pieces are done, not
// when all threads have come: one that the system has put aside, because the machine has something else to do, holds nothing up but
// the piece that it is at.

#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "CKernels.h"
#include "parallel.h"

#define MOST_THREADS 1024
// Pieces for each thread: what is left when one falls behind is soon taken by another.
#define PIECES 4
// How long a thread looks out for what it waits for before it sleeps, in nanoseconds. To be woken takes some microseconds; but who
// looks out keeps a processor from others. A thread waits long for the next loop, unless the machine is crowded: once the system has
// put a thread aside, seen by how long it does not come back, all have little patience for some loops to come.
#define PATIENCE 300000
#define LITTLE_PATIENCE 20000
#define PUT_ASIDE 1000000
#define LOOPS_TO_COME 1000
// So many looks, some microseconds, lie between two at the clock.
#define LOOKS 64

// A loop's number, in the upper half, and how many of a thread's pieces nobody has taken. Whoever comes late finds another number,
// and takes nothing; whoever has taken a piece knows that the loop lasts until it is done.
typedef struct {
  _Alignas(64) _Atomic uint64_t waiting;
} pieces;

static struct {
  // Whoever shares out a loop holds it; another one who would meanwhile computes alone.
  _Alignas(64) atomic_flag busy;
  int workers;
  pieces of[MOST_THREADS];
  // The loop.
  _Atomic(kernels_range) body;
  _Atomic(const void *) arguments;
  _Atomic long count, piece_count;
  _Atomic int threads;
  // The number of the loop: to change it begins the loop.
  _Alignas(64) _Atomic uint32_t loop;
  _Atomic int sleeping;
  // The pieces that are not done, and whether somebody sleeps until there are none.
  _Alignas(64) _Atomic uint32_t left;
  _Atomic int awaited;
  // For how many loops to come the machine is taken to be crowded.
  _Atomic int crowded;
} pool = {.busy = ATOMIC_FLAG_INIT};

static _Thread_local int thread_count, thread_number, is_within_a_loop;

static void look_again(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

static long nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1000000000 * t.tv_sec + t.tv_nsec;
}

static void sleep_while(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void wake(_Atomic uint32_t *word, int threads) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, threads, NULL, NULL, 0);
}

// Does pieces of the loop of this number until none is left to take.
static void take_part(uint32_t loop, int number) {
  int threads = atomic_load_explicit(&pool.threads, memory_order_relaxed);
  for (int turn = 0; turn < threads; turn++) {
    int owner = (number + turn) % threads;
    uint64_t waiting = atomic_load_explicit(&pool.of[owner].waiting, memory_order_relaxed);
    while (waiting >> 32 == loop && (uint32_t)waiting > 0) {
      if (!atomic_compare_exchange_weak_explicit(
              &pool.of[owner].waiting, &waiting, waiting - 1, memory_order_acquire, memory_order_relaxed))
        continue;
      long count = atomic_load_explicit(&pool.count, memory_order_relaxed);
      long piece_count = atomic_load_explicit(&pool.piece_count, memory_order_relaxed);
      long piece = piece_count * (owner + 1) / threads - (long)(uint32_t)waiting--;
      kernels_range body = atomic_load_explicit(&pool.body, memory_order_relaxed);
      body(
          atomic_load_explicit(&pool.arguments, memory_order_relaxed), count * piece / piece_count,
          count * (piece + 1) / piece_count);
      if (atomic_fetch_sub_explicit(&pool.left, 1, memory_order_seq_cst) == 1 &&
          atomic_load_explicit(&pool.awaited, memory_order_seq_cst))
        wake(&pool.left, 1);
    }
  }
}

// The number of the loop after the one of this number.
static uint32_t next_loop(uint32_t done) {
  long start = nanoseconds(), before = start;
  for (;;) {
    for (int look = 0; look < LOOKS; look++) {
      uint32_t loop = atomic_load_explicit(&pool.loop, memory_order_acquire);
      if (loop != done) return loop;
      look_again();
    }
    long now = nanoseconds();
    if (now - before > PUT_ASIDE) atomic_store_explicit(&pool.crowded, LOOPS_TO_COME, memory_order_relaxed);
    before = now;
    if (now - start < (atomic_load_explicit(&pool.crowded, memory_order_relaxed) ? LITTLE_PATIENCE : PATIENCE)) continue;
    atomic_fetch_add_explicit(&pool.sleeping, 1, memory_order_seq_cst);
    sleep_while(&pool.loop, done);
    atomic_fetch_sub_explicit(&pool.sleeping, 1, memory_order_relaxed);
    start = before = nanoseconds();
  }
}

static void *work(void *argument) {
  int number = (int)(intptr_t)argument;
  thread_number = number, is_within_a_loop = 1;
  for (uint32_t loop = 0;;) {
    loop = next_loop(loop);
    int threads = atomic_load_explicit(&pool.threads, memory_order_relaxed);
    thread_count = threads;
    if (number < threads) take_part(loop, number);
  }
  return NULL;
}

// Has as many threads as can be had: where the system starts no more, those that there are share the loop. They take no signal,
// which would interrupt a kernel wherever it is.
static void start_workers(int wanted) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_attr_t detached;
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  while (pool.workers < wanted && !pthread_create(&thread, &detached, work, (void *)(intptr_t)(pool.workers + 1)))
    pool.workers++;
  pthread_attr_destroy(&detached);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void share(long count, kernels_range body, const void *arguments, int threads) {
  if (pool.workers < threads - 1) start_workers(threads - 1);
  long piece_count = count < (long)threads * PIECES ? count : (long)threads * PIECES;
  uint32_t loop = atomic_load_explicit(&pool.loop, memory_order_relaxed) + 1;
  atomic_store_explicit(&pool.body, body, memory_order_relaxed);
  atomic_store_explicit(&pool.arguments, arguments, memory_order_relaxed);
  atomic_store_explicit(&pool.count, count, memory_order_relaxed);
  atomic_store_explicit(&pool.piece_count, piece_count, memory_order_relaxed);
  atomic_store_explicit(&pool.threads, threads, memory_order_relaxed);
  atomic_store_explicit(&pool.left, (uint32_t)piece_count, memory_order_relaxed);
  for (int owner = 0; owner < threads; owner++) {
    long own = piece_count * (owner + 1) / threads - piece_count * owner / threads;
    atomic_store_explicit(&pool.of[owner].waiting, (uint64_t)loop << 32 | (uint64_t)own, memory_order_release);
  }
  atomic_store_explicit(&pool.loop, loop, memory_order_seq_cst);
  if (atomic_load_explicit(&pool.sleeping, memory_order_seq_cst)) wake(&pool.loop, threads - 1);

  is_within_a_loop = 1;
  take_part(loop, 0);
  is_within_a_loop = 0;
  int crowded = atomic_load_explicit(&pool.crowded, memory_order_relaxed);
  if (crowded) atomic_store_explicit(&pool.crowded, crowded - 1, memory_order_relaxed);
  long start = nanoseconds(), waited = 0;
  uint32_t left;
  while ((left = atomic_load_explicit(&pool.left, memory_order_acquire))) {
    waited = nanoseconds() - start;
    if (waited < LITTLE_PATIENCE) {
      look_again();
      continue;
    }
    // The thread that is waited for is pulled onto the processor that this one leaves.
    atomic_store_explicit(&pool.awaited, 1, memory_order_seq_cst);
    left = atomic_load_explicit(&pool.left, memory_order_seq_cst);
    if (left) sleep_while(&pool.left, left);
    atomic_store_explicit(&pool.awaited, 0, memory_order_relaxed);
    waited = nanoseconds() - start;
  }
  if (waited > PUT_ASIDE) atomic_store_explicit(&pool.crowded, LOOPS_TO_COME, memory_order_relaxed);
}

void kernels_parallel_for(long count, long grain, kernels_range body, const void *arguments) {
  int threads = kernels_thread_count();
  if (count > grain && count > 1 && threads > 1 && !is_within_a_loop && !atomic_flag_test_and_set(&pool.busy)) {
    share(count, body, arguments, threads);
    atomic_flag_clear(&pool.busy);
  } else if (count > 0) {
    body(arguments, 0, count);
  }
}

#if defined(__x86_64__)
// Results and operands: the bits “flush to zero” and “denormals are zero”.
static unsigned long floating_point_control(void) { return __builtin_ia32_stmxcsr(); }
static void set_floating_point_control(unsigned long control) { __builtin_ia32_ldmxcsr((unsigned)control); }
#define FLUSHING 0x8040ul
#elif defined(__aarch64__)
static unsigned long floating_point_control(void) { return __builtin_arm_rsr64("FPCR"); }
static void set_floating_point_control(unsigned long control) { __builtin_arm_wsr64("FPCR", control); }
#define FLUSHING (1ul << 24)
#else
static unsigned long floating_point_control(void) { return 0; }
static void set_floating_point_control(unsigned long control) { (void)control; }
#define FLUSHING 0ul
#endif

typedef struct {
  kernels_range body;
  const void *arguments;
} flushed;

static void flushed_range(const void *arguments, long begin, long end) {
  const flushed *loop = arguments;
  unsigned long control = floating_point_control();
  set_floating_point_control(control | FLUSHING);
  loop->body(loop->arguments, begin, end);
  set_floating_point_control(control);
}

void kernels_parallel_flushing(long count, long grain, kernels_range body, const void *arguments) {
  flushed loop = {body, arguments};
  kernels_parallel_for(count, grain, flushed_range, &loop);
}

int kernels_thread_number(void) { return thread_number; }

int kernels_thread_count(void) {
  if (!thread_count) {
    cpu_set_t processors;
    int failed = sched_getaffinity(0, sizeof processors, &processors);
    thread_count = failed ? (int)sysconf(_SC_NPROCESSORS_ONLN) : CPU_COUNT(&processors);
  }
  return thread_count;
}

void kernels_set_thread_count(int threads) { thread_count = threads; }
