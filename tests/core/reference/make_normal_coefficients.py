"""Compute, in 40 digits, the polynomial of `nnviz.core.normal` (needs mpmath)."""

import mpmath as mp

mp.mp.dps = 40
DEGREE = 24


def smooth(t: mp.mpf) -> mp.mpf:
    """(1 + 2w) exp(w²) erfc(w) at w = 3.75 (1 + t) / (1 − t)."""
    w = mp.mpf("3.75") * (1 + t) / (1 - t)
    return (1 + 2 * w) * mp.exp(w * w) * mp.erfc(w)


def main() -> None:
    n = DEGREE + 1
    nodes = [mp.cos((2 * k + 1) * mp.pi / (2 * n)) for k in range(n)]
    matrix = mp.matrix(n, n)
    for i, t in enumerate(nodes):
        for j in range(n):
            matrix[i, j] = t ** (n - 1 - j)
    coefficients = mp.lu_solve(matrix, mp.matrix([smooth(t) for t in nodes]))
    for c in coefficients:
        print(f"    {mp.nstr(c, 17)},")


if __name__ == "__main__":
    main()
