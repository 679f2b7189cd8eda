// The functions of gamma_functions.h over an array, value beside derivative.

#include "gamma_functions.h"
#include "unary.h"

//    name       value                derivative
UNARY(log_gamma, (float)log_gamma(x), (float)digamma(x))
UNARY(digamma,   (float)digamma(x),   (float)trigamma(x))
