#include "pulse.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// A sign of life: the sender's state; a process that the sender knows to have failed or to be lost, with its state; and the words
// with which the sender has failed.
struct sign {
  int32_t state, missing, missing_state;
  char words[500];
};

// The first process exchanges signs with all, the others with the first alone: so each hears of all.
struct peer {
  int rank;
  struct sign sent, received;
  handle sending, receiving;
  int is_sending, is_receiving, has_last, told_last;
  double heard, told;
};

// How often signs are sent, and how often looked for, in seconds.
#define PERIOD 0.5
#define LOOK 0.05
#define TAG 2

struct mpi pulse_mpi;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_t thread;
static struct {
  int rank, count, peer_count;
  double silence;
  struct peer *peers;
  char words[sizeof((struct sign *)0)->words];
  _Atomic int *states; // by rank
  _Atomic int own, asked_to_stop, ends;
} pulse;

void pulse_lock(void) { pthread_mutex_lock(&turn); }
void pulse_unlock(void) { pthread_mutex_unlock(&turn); }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void pause_for(double seconds) {
  struct timespec t = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
  nanosleep(&t, NULL);
}

static int is_last(int state) { return state == MESSAGES_FAILED || state == MESSAGES_DONE; }

messages_state pulse_of(int rank) { return (messages_state)atomic_load(&pulse.states[rank]); }

messages_state pulse_trouble(int *missing) {
  for (int rank = 0; rank < pulse.count; rank++) {
    messages_state state = pulse_of(rank);
    if (rank == pulse.rank || (state != MESSAGES_FAILED && state != MESSAGES_LOST)) continue;
    *missing = rank;
    return state;
  }
  return MESSAGES_AT_WORK;
}

int pulse_asked_to_stop(void) { return atomic_load(&pulse.asked_to_stop); }

void pulse_tell(messages_state state) {
  if (state == MESSAGES_ASKED_TO_STOP) atomic_store(&pulse.asked_to_stop, 1);
  atomic_store(&pulse.own, state);
}

void pulse_words(const char *words) {
  pulse_lock();
  strncpy(pulse.words, words, sizeof pulse.words - 1);
  pulse_unlock();
}

void pulse_words_of(int rank, char *words, size_t size) {
  words[0] = 0;
  pulse_lock();
  for (int i = 0; i < pulse.peer_count; i++) {
    struct peer *peer = &pulse.peers[i];
    if (peer->rank != rank || !peer->has_last) continue;
    peer->received.words[sizeof peer->received.words - 1] = 0;
    strncpy(words, peer->received.words, size - 1);
    words[size - 1] = 0;
  }
  pulse_unlock();
}

static void hear(struct peer *peer) {
  int flag = 0;
  if (!peer->is_receiving && !peer->has_last) {
    peer->receiving = 0;
    peer->is_receiving = !pulse_mpi.receive(
        &peer->received, sizeof(struct sign), pulse_mpi.byte, peer->rank, TAG, pulse_mpi.world, &peer->receiving);
  }
  if (!peer->is_receiving || pulse_mpi.test(&peer->receiving, &flag, pulse_mpi.ignored_status) || !flag) {
    if (!peer->has_last && now() - peer->heard > pulse.silence) atomic_store(&pulse.states[peer->rank], MESSAGES_LOST);
    return;
  }
  peer->is_receiving = 0;
  peer->heard = now();
  const struct sign sign = peer->received;
  if (sign.state == MESSAGES_ASKED_TO_STOP) atomic_store(&pulse.asked_to_stop, 1);
  peer->has_last = is_last(sign.state);
  atomic_store(&pulse.states[peer->rank], sign.state);
  if (sign.missing >= 0 && sign.missing < pulse.count && sign.missing != pulse.rank)
    atomic_store(&pulse.states[sign.missing], sign.missing_state);
}

static void tell(struct peer *peer) {
  int flag = 0;
  if (peer->is_sending) {
    if (pulse_mpi.test(&peer->sending, &flag, pulse_mpi.ignored_status) || !flag) return;
    peer->is_sending = 0;
    peer->told_last = is_last(peer->sent.state);
  }
  int state = atomic_load(&pulse.own), missing = -1;
  if (pulse.rank == 0 && state == MESSAGES_AT_WORK && pulse_asked_to_stop()) state = MESSAGES_ASKED_TO_STOP;
  int missing_state = pulse_trouble(&missing);
  int is_news = state != peer->sent.state || missing != peer->sent.missing;
  if (peer->told_last || (!is_news && now() - peer->told < PERIOD)) return;
  peer->sent = (struct sign){state, missing, missing_state, {0}};
  memcpy(peer->sent.words, pulse.words, sizeof pulse.words);
  peer->told = now();
  peer->sending = 0;
  peer->is_sending = !pulse_mpi.send(
      &peer->sent, sizeof(struct sign), pulse_mpi.byte, peer->rank, TAG, pulse_mpi.world, &peer->sending);
}

static void *beat(void *unused) {
  (void)unused;
  while (!atomic_load(&pulse.ends)) {
    pulse_lock();
    for (int i = 0; i < pulse.peer_count; i++) {
      hear(&pulse.peers[i]);
      tell(&pulse.peers[i]);
    }
    pulse_unlock();
    pause_for(LOOK);
  }
  return NULL;
}

int pulse_start(int rank, int count, double silence) {
  pulse.rank = rank;
  pulse.count = count;
  pulse.silence = silence;
  pulse.peer_count = rank == 0 ? count - 1 : 1;
  pulse.peers = calloc((size_t)pulse.peer_count, sizeof *pulse.peers);
  pulse.states = calloc((size_t)count, sizeof *pulse.states);
  if (!pulse.peers || !pulse.states) return 1;
  for (int i = 0; i < pulse.peer_count; i++) {
    pulse.peers[i].rank = rank == 0 ? i + 1 : 0;
    pulse.peers[i].sent.missing = -1;
    pulse.peers[i].heard = now();
  }
  return pthread_create(&thread, NULL, beat, NULL);
}

static int all_have_ended(void) {
  int is_over = 1;
  pulse_lock();
  for (int i = 0; i < pulse.peer_count; i++) is_over &= pulse.peers[i].has_last && pulse.peers[i].told_last;
  pulse_unlock();
  return is_over;
}

int pulse_end(void) {
  // Who works waits for nobody's end but that of one who has failed: the others are to hear of that, and no more.
  double start = now();
  int missing = 0, is_over = 0;
  while (!(is_over = all_have_ended())) {
    messages_state trouble = pulse_trouble(&missing);
    if (trouble == MESSAGES_LOST) break;
    int has_failed = trouble == MESSAGES_FAILED || atomic_load(&pulse.own) == MESSAGES_FAILED;
    if (has_failed && now() - start > pulse.silence) break;
    pause_for(LOOK / 10);
  }
  if (!is_over) pause_for(2 * LOOK); // The others hear of it.
  atomic_store(&pulse.ends, 1);
  pthread_join(thread, NULL);
  return is_over;
}
