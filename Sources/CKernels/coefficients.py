"""Prints the coefficients of vector_math.h and double_math.h, Chebyshev interpolants, and of log_gamma_derivative.c.

python3 coefficients.py
"""
from fractions import Fraction
from math import factorial

import mpmath as mp

mp.mp.dps = 40


def fit(name, f, low, high, degree, digits=10, suffix="f"):
    """The monomial coefficients of the polynomial through the degree + 1 Chebyshev nodes of [low, high]."""
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * degree + 2)) for k in range(degree + 1)]
    vandermonde = mp.matrix([[x**j for j in range(degree + 1)] for x in nodes])
    c = mp.lu_solve(vandermonde, mp.matrix([f(x) for x in nodes]))
    grid = [low + (high - low) * k / mp.mpf(2000) for k in range(2001)]
    error = max(abs(mp.polyval(list(reversed(c)), x) - f(x)) for x in grid if x != 0)
    print(f"// {name}, degree {degree} on [{mp.nstr(low, 6)}, {mp.nstr(high, 6)}], error {mp.nstr(error, 2)}")
    print("  " + ", ".join(mp.nstr(v, digits) + suffix for v in c))


half = mp.log(2) / 2
tiny = lambda f, at0: lambda x: at0 if x == 0 else f(x)
fit("(exp(r) - 1 - r) / r^2", tiny(lambda r: (mp.expm1(r) - r) / r**2, mp.mpf(1) / 2), -half * 1.01, half * 1.01, 5)
s2 = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2
fit("(log((1 + s)/(1 - s)) / s - 2) / s^2 in s^2",
    tiny(lambda q: (2 * mp.atanh(mp.sqrt(q)) / mp.sqrt(q) - 2) / q, mp.mpf(2) / 3), mp.mpf(0), s2 * 1.02, 3)
e2 = (mp.pi / 4) ** 2
fit("(sin(a) / a - 1) / a^2 in a^2", tiny(lambda q: (mp.sin(mp.sqrt(q)) / mp.sqrt(q) - 1) / q, -mp.mpf(1) / 6), mp.mpf(0), e2, 3)
fit("(cos(a) - 1 + a^2/2) / a^4 in a^2",
    tiny(lambda q: (mp.cos(mp.sqrt(q)) - 1 + q / 2) / q**2, mp.mpf(1) / 24), mp.mpf(0), e2, 2)
erfcx = lambda z: mp.exp(z * z) * mp.erfc(z)
for degree in (8, 9, 10):
  fit("erfcx(z) / t in t = 1/(1 + z/2), z up to 10", lambda t: erfcx(2 * (1 / t - 1)) / t, mp.mpf(1) / 6, mp.mpf(1), degree)

# double_math.h
fit("(exp(r) - 1 - r) / r^2", tiny(lambda r: (mp.expm1(r) - r) / r**2, mp.mpf(1) / 2), -half * 1.01, half * 1.01, 9, 17, "")
fit("(log((1 + s)/(1 - s)) / s - 2) / s^2 in s^2",
    tiny(lambda q: (2 * mp.atanh(mp.sqrt(q)) / mp.sqrt(q) - 2) / q, mp.mpf(2) / 3), mp.mpf(0), s2 * 1.02, 7, 17, "")
high = mp.floor(mp.log(2) * 2**32) / 2**32
print(f"// log 2 in two parts, the first of 32 bits\n  {mp.nstr(high, 20)}, {mp.nstr(mp.log(2) - high, 17)}")


def over_expm1(numerator):
    """The power series in d of numerator(d) / (exp(d) - 1), whose numerator vanishes at 0."""
    assert numerator[0] == 0
    quotient = []
    for n, value in enumerate(numerator[1:]):
        quotient.append(value - sum(quotient[j] / factorial(n - j + 1) for j in range(n)))
    return quotient


# log_gamma_derivative.c: g[0] (exp(d) - 1) = d and g[k + 1] (exp(d) - 1) = g[k]' + c[k], where
# log(a) - psi(a) = c[0]/a + c[1]/a^2 + ...
g = [over_expm1([Fraction(0), Fraction(1)] + [Fraction(0)] * 14)]
for c in (Fraction(1, 2), Fraction(1, 12), Fraction(0)):
    derivative = [n * v for n, v in enumerate(g[-1])][1:]
    g.append(over_expm1([derivative[0] + c] + derivative[1:]))
for k, series in enumerate(g):
    print(f"// g{k}: " + ", ".join(str(v) for v in series[:9]))
