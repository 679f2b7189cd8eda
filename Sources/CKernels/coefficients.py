"""Prints the polynomial coefficients of vector_math.h: Chebyshev interpolants, computed with mpmath.

python3 coefficients.py
"""
import mpmath as mp

mp.mp.dps = 40


def fit(name, f, low, high, degree):
    """The monomial coefficients of the polynomial through the degree + 1 Chebyshev nodes of [low, high]."""
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (2 * k + 1) / (2 * degree + 2)) for k in range(degree + 1)]
    vandermonde = mp.matrix([[x**j for j in range(degree + 1)] for x in nodes])
    c = mp.lu_solve(vandermonde, mp.matrix([f(x) for x in nodes]))
    grid = [low + (high - low) * k / mp.mpf(2000) for k in range(2001)]
    error = max(abs(mp.polyval(list(reversed(c)), x) - f(x)) for x in grid if x != 0)
    print(f"// {name}, degree {degree} on [{mp.nstr(low, 6)}, {mp.nstr(high, 6)}], error {mp.nstr(error, 2)}")
    print("  " + ", ".join(mp.nstr(v, 10) + "f" for v in c))


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
