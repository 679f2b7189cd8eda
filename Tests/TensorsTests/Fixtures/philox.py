"""Philox 4x32-10: the known-answer vectors published with Random123.

Source: https://github.com/DEShawResearch/random123, commit 9545ff64, tests/kat_vectors, lines 27 to 29;
J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011. The script checks
them with a Philox of its own before it writes them. Words are hexadecimal strings, most significant digit first,
in the file's order: four of the counter, two of the key, four of the result.
"""

import sys

sys.dont_write_bytecode = True
import fixture_format

PUBLISHED = """
00000000 00000000 00000000 00000000 00000000 00000000   6627e8d5 e169c58d bc57ac4c 9b00dbd8
ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff   408f276d 41c83b0e a20bc7c6 6d5451fd
243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0   d16cfe09 94fdcceb 5001e420 24126ea1
"""
NAMES = ["all bits zero", "all bits one", "digits of pi"]


def philox(counter, key, rounds=10):
    """Each round multiplies words 0 and 2, and swaps the high halves across; the key grows by a Weyl sequence."""
    (a, b, c, d), (k, l) = counter, key
    for _ in range(rounds):
        left, right = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (right >> 32) ^ b ^ k, right & 0xFFFFFFFF, (left >> 32) ^ d ^ l, left & 0xFFFFFFFF
        k, l = (k + 0x9E3779B9) & 0xFFFFFFFF, (l + 0xBB67AE85) & 0xFFFFFFFF
    return [a, b, c, d]


cases = []
for name, line in zip(NAMES, PUBLISHED.strip().splitlines()):
    words = line.split()
    counter, key, result = words[:4], words[4:6], words[6:]
    computed = philox([int(w, 16) for w in counter], [int(w, 16) for w in key])
    assert [f"{w:08x}" for w in computed] == result, name
    cases.append({"name": name, "inputs": {"counter": counter, "key": key}, "attributes": {"rounds": 10},
                  "outputs": {"result": result}})
fixture_format.write(__file__, cases)
