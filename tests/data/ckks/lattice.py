"""CKKS in the conjugate-invariant ring from docs/format.md alone: Python's integers, hashlib, nothing of he-tools."""

import hashlib
import math
import struct


def is_prime(n):
    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))


def largest_primes(limit, degree, count):
    found, q = [], (limit - 2) // (4 * degree) * 4 * degree + 1
    while len(found) < count:
        if is_prime(q):
            found.append(q)
        q -= 4 * degree
    return found


def root(q, degree):
    """A primitive 4N-th root of unity modulo q, of the least g that is no square."""
    g = next(g for g in range(2, q) if pow(g, (q - 1) // 2, q) == q - 1)
    return pow(g, (q - 1) // (4 * degree), q)


def reversed_bits(i, bits):
    return int(format(i, f"0{bits}b")[::-1], 2)


def exponents(degree):
    """The exponent of the root at which each entry of a transformed polynomial is its value."""
    bits = degree.bit_length() - 1
    swapped = lambda i: i & ~63 | (i & 7) << 3 | i >> 3 & 7
    return [1 + 4 * reversed_bits(swapped(i), bits) for i in range(degree)]


def transform(values, w, q):
    """Values of a polynomial at the powers of w, a primitive root of unity of as many as there are."""
    if len(values) == 1:
        return values
    even, odd = transform(values[::2], w * w % q, q), transform(values[1::2], w * w % q, q)
    out, power, half = [0] * len(values), 1, len(values) // 2
    for i in range(half):
        out[i], out[i + half] = (even[i] + power * odd[i]) % q, (even[i] - power * odd[i]) % q
        power = power * w % q
    return out


def to_values(a, q):
    """a_0 + sum a_k (X^k + X^-k) at all entries' roots: as a polynomial of 4N coefficients at all 4N-th roots."""
    n = len(a)
    whole = [0] * (4 * n)
    whole[0] = a[0] % q
    for k in range(1, n):
        whole[k] = whole[4 * n - k] = a[k] % q
    at_roots = transform(whole, root(q, n), q)
    return [at_roots[e] for e in exponents(n)]


def to_coefficients(values, q):
    """a_k = 1/N sum over one exponent of each pair of value * (w^ke + w^-ke)/2: orthogonality as of cosines."""
    n = len(values)
    at_roots = [0] * (4 * n)
    for e, value in zip(exponents(n), values):
        at_roots[e] = at_roots[4 * n - e] = value
    whole = transform(at_roots, root(q, n), q)
    return [x * pow(2 * n, -1, q) % q for x in whole[:n]]


def slots(a, count=None):
    """The first `count` slots z_j = a_0 + 2 sum a_k cos(pi k 5^j / 2N), of real coefficients."""
    n = len(a)
    cosines = [math.cos(math.pi * i / (2 * n)) for i in range(4 * n)]
    powers = [pow(5, j, 4 * n) for j in range(n if count is None else count)]
    return [a[0] + 2 * math.fsum(a[k] * cosines[k * e % (4 * n)] for k in range(1, n)) for e in powers]


def chacha20(key, nonce, blocks, first=0):
    """Bernstein's ChaCha20: 64-bit nonce and 64-bit counter."""
    def rotate(x, n):
        return (x << n | x >> (32 - n)) & 0xffffffff

    def quarter(s, a, b, c, d):
        for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = (s[x] + s[y]) & 0xffffffff
            s[z] = rotate(s[z] ^ s[x], n)

    out = b""
    for counter in range(first, first + blocks):
        start = list(struct.unpack("<4I", b"expand 32-byte k") + struct.unpack("<8I", key)
                     + struct.unpack("<4I", struct.pack("<QQ", counter, nonce)))
        s = start[:]
        for _ in range(10):
            for i in range(4):
                quarter(s, i, 4 + i, 8 + i, 12 + i)
            for i in range(4):
                quarter(s, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
        out += struct.pack("<16I", *((x + y) & 0xffffffff for x, y in zip(s, start)))
    return out


def uniform(seed, number, limb, q, degree):
    """The polynomial `number` of a seed modulo the prime of limb `limb`, in transformed form."""
    mask, taken, block = (1 << q.bit_length()) - 1, [], 0
    while len(taken) < degree:
        words = struct.unpack("<256I", chacha20(seed, (number - 1) << 32 | limb, 16, block))
        taken += [w & mask for w in words if w & mask < q]
        block += 16
    return taken[:degree]


def secret_of(master, degree):
    """The ternary secret that follows from the 32 bytes of a key file."""
    key = hashlib.blake2b(b"he-tools/ckks/1/secret", key=master, digest_size=32).digest()
    stream = chacha20(key, 0, degree // 4)
    return [(3 * int.from_bytes(stream[16 * i:16 * i + 16], "little") >> 128) - 1 for i in range(degree)]


def times(a, b, q):
    return [x * y % q for x, y in zip(a, b)]


def plus(a, b, q):
    return [(x + y) % q for x, y in zip(a, b)]


def integers(residues, moduli):
    """The integers below Q/2 in magnitude that have these residues."""
    product = math.prod(moduli)
    units = [product // q * pow(product // q, -1, q) for q in moduli]
    found = [sum(r * u for r, u in zip(row, units)) % product for row in zip(*residues)]
    return [x - product if x > product // 2 else x for x in found]


def decrypt(components, secret, moduli, scale_bits, count=None):
    """The first `count` slots of sum d_i s^i; components[i][limb] are in transformed form."""
    rows = []
    for limb, q in enumerate(moduli):
        s, total = to_values(secret, q), [0] * len(secret)
        for component in reversed(components):
            total = plus(times(total, s, q), component[limb], q)
        rows.append(to_coefficients(total, q))
    return slots([x / 2**scale_bits for x in integers(rows, moduli)], count)
