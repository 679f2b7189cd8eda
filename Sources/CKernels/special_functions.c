// The functions of gamma_functions.h and double_math.h over an array, value beside derivative.

#include "gamma_functions.h"
#include "unary.h"

//    name         value                      derivative
UNARY(log_gamma,    (float)log_gamma(x),       (float)digamma(x))
UNARY(digamma,      (float)digamma(x),         (float)trigamma(x))
UNARY(expm1_excess, (float)d_expm1_excess(x),  v_expm1(x))
