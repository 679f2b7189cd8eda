#pragma once
#include <stddef.h>

// Messages between the processes that an MPI launcher started together. The MPI library is looked up when it is needed, so that
// nothing needs one to be built: one program runs under Open MPI, under MPICH and its relatives, or alone.
//
// Calls come from one thread. A second one, of this module, tells the others every now and then that this process lives, and what
// it is about; who hears nothing of a process for too long, takes it for lost. MPI itself never says so.

// What a process is about.
typedef enum {
  MESSAGES_AT_WORK = 0,
  MESSAGES_ASKED_TO_STOP = 1, // It is at work, and somebody has asked it to stop.
  MESSAGES_FAILED = 2,        // It ended with an error.
  MESSAGES_DONE = 3,          // It came to its end.
  MESSAGES_LOST = 4,          // Nothing has been heard of it for too long.
} messages_state;

// Which library to look for first: the launcher's own, since another one's processes would each believe to be alone.
typedef enum { MESSAGES_OPEN_MPI, MESSAGES_MPICH } messages_flavor;

// Starts MPI; null where that went well, else why not, in words that end a sentence.
//   path     the library's file; null for those that the flavor usually has
//   silence  after how many seconds without a sign of life a process is lost
const char *messages_start(
    const char *path, messages_flavor flavor, double silence, int *rank, int *count);

// Sends bytes, of any number, and comes back when the memory may be used again; receives as many as the other one sends.
// 0 where that went well; −1 where MPI has failed; else the state, FAILED, DONE or LOST, of a process that will never answer, whose
// rank is in `missing`.
int messages_send(const void *bytes, size_t count, int to, int *missing);
int messages_receive(void *bytes, size_t count, int from, int *missing);

// Says what this process is about from now on.
void messages_tell(messages_state state);

// Whether a process is lost or has failed, as far as this one has heard: its state, and its rank in `missing`; else 0.
int messages_trouble(int *missing);

// Whether any process, as far as this one has heard, was asked to stop. The first one hears of all, the others of the first.
int messages_asked_to_stop(void);

// Says DONE, or FAILED and in which words, as far as they fit; waits until all have said so, and ends MPI. Where one is lost, or
// does not come to its end within the silence that was agreed, MPI is left as it is: 0; else 1.
int messages_end(messages_state state, const char *words);

// The words with which a process failed, as far as this one has heard: the first hears all, the others the first.
void messages_words(int rank, char *words, size_t size);
