// What the kernels between images of one channel and images of many share.

#ifndef SINGLE_CHANNEL_H
#define SINGLE_CHANNEL_H

#include "parallel.h"

// Channels are taken sixteen at a time: one register of AVX-512, two of AVX2.
#define LANES 16
typedef float lanes __attribute__((vector_size(LANES * sizeof(float)), aligned(sizeof(float))));

#endif
