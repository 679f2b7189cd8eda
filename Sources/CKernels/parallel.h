#ifndef PARALLEL_H
#define PARALLEL_H

#include "instructions.h"

// Loops over no more elements than this cost more to hand out than to compute: for a body that moves a few bytes an element,
// and for one with some dozens of operations, such as an exponential, a random number or a window.
#define GRAIN 65536
#define ARITHMETIC_GRAIN 8192

// A share of fewer products of a sum of products costs more to hand out than to compute.
#define PRODUCTS (2 * GRAIN)

#endif
