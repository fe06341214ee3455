"""Makes the test vectors of this folder: python3 vectors.py."""

import hashlib
import json
import math
import pathlib
import struct

import lattice

SHOWN = 16  # numbers of a polynomial that a file shows; of all of them it has the hash


def numbers_from(text, count, low, high):
    """Integers from low to high by SHA-256 of a text and a counter."""
    digest = lambda i: hashlib.sha256(f"{text} {i}".encode()).digest()
    return [low + int.from_bytes(digest(i), "big") % (high - low + 1) for i in range(count)]


def polynomial(values):
    words = struct.pack(f"<{len(values)}I", *values)
    return {"first": values[:SHOWN], "blake2b": hashlib.blake2b(words, digest_size=32).hexdigest()}


def vectors(degree, bits, limbs, scale_bits):
    moduli = lattice.largest_primes(1 << bits, degree, limbs)
    seed, master = hashlib.sha256(b"seed").digest(), hashlib.sha256(b"master").digest()
    secret = lattice.secret_of(master, degree)
    errors = numbers_from("error", degree, -21, 21)
    message = numbers_from("message", degree, -1, 1)
    message[0] = 3 << scale_bits - 2  # the slots are 3/4 and a little
    c0, c1, d = [], [], [[], [], []]
    for limb, q in enumerate(moduli):
        a, s = lattice.uniform(seed, 1, limb, q, degree), lattice.to_values(secret, q)
        fresh = lattice.to_values([m + e for m, e in zip(message, errors)], q)
        c0.append([(m - x) % q for m, x in zip(fresh, lattice.times(a, s, q))])
        c1.append(a)
        d[0].append(lattice.times(c0[-1], c0[-1], q))
        d[1].append([2 * x % q for x in lattice.times(c0[-1], a, q)])
        d[2].append(lattice.times(a, a, q))
    z = lattice.decrypt([c0, c1], secret, moduli, scale_bits, SHOWN)
    squares = lattice.decrypt(d, secret, moduli, 2 * scale_bits, SHOWN) if limbs > 1 else None
    if squares:
        assert all(math.isclose(x * x, y, rel_tol=1e-9) for x, y in zip(z, squares))
    return {
        "degree": degree, "moduli": moduli, "scale_bits": scale_bits,
        "roots": [lattice.root(q, degree) for q in moduli],
        "exponents_of_entries": lattice.exponents(degree)[:SHOWN],
        "exponents_of_slots": [pow(5, j, 4 * degree) for j in range(SHOWN)],
        "seed": seed.hex(), "master": master.hex(), "secret": secret[:SHOWN],
        "secret_blake2b": polynomial([x + 1 for x in secret])["blake2b"],
        "uniform": [polynomial(a) for a in c1],
        "uniform_number_2": polynomial(lattice.uniform(seed, 2, 0, moduli[0], degree)),
        "errors": polynomial([e + 21 for e in errors]), "message": polynomial([m + 1 for m in message]),
        "c0": [polynomial(c) for c in c0],
        "square": [[polynomial(c) for c in power] for power in d] if limbs > 1 else [],
        "slots": z, "slots_of_square": squares or []}


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent
    for name, choice in {"toy": (1024, 26, 1, 14), "n4096": (4096, 32, 3, 21)}.items():
        (folder / f"{name}.json").write_text(json.dumps(vectors(*choice)) + "\n")
