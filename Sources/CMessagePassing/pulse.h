#pragma once
// The thread that tells the other processes that this one lives.

#include "mpi.h"

// MPI, for one thread at a time.
extern struct mpi pulse_mpi;
void pulse_lock(void);
void pulse_unlock(void);

// 0, or the number of what the system had against it.
int pulse_start(int rank, int count, double silence);

// What a process is about, as far as is known here, and any that has failed or is lost.
messages_state pulse_of(int rank);
messages_state pulse_trouble(int *missing);
int pulse_asked_to_stop(void);

void pulse_tell(messages_state state);

// The words with which this process fails, before it says so, and those of another one.
void pulse_words(const char *words);
void pulse_words_of(int rank, char *words, size_t size);

// Waits until all have said DONE or FAILED, as this one has, and ends the thread; 0 where one is lost or does not say so.
int pulse_end(void);
