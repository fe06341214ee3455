"""Decrypts some numbers of a data set or of predictions as docs/format.md says, without he-tools: h5py, and lattice.py beside it.

decrypt.py KEY FILE COLUMN RECORDS    the first RECORDS numbers of one feature or result, a line each; KEY has no passphrase
"""

import struct
import sys

import h5py
import lattice


def master_of(path):
    with h5py.File(path) as file:
        payload = bytes(file["key"][:])
    at = 32  # behind the sealing key
    while at < len(payload):
        (length,) = struct.unpack_from("<I", payload, at)
        name = payload[at + 4:at + 4 + length].decode()
        (count,) = struct.unpack_from("<I", payload, at + 4 + length)
        at += 8 + length
        if name == "master":
            return bytes(int(x) for x in struct.unpack_from(f"<{count}d", payload, at))
        at += 8 * count
    sys.exit(f"{path}: holds no master")


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def components(cell, layout, moduli, degree):
    """(polynomials by power and limb, log2 of their scale; none where that of the data)"""
    if layout == "ckks-seeded":
        limbs = len(moduli)
        seed = struct.pack("<8I", *(int(x) for x in cell[limbs * degree:]))
        first = [[int(x) for x in cell[i * degree:(i + 1) * degree]] for i in range(limbs)]
        return [first, [lattice.uniform(seed, 1, i, q, degree) for i, q in enumerate(moduli)]], None
    if not layout.startswith("ckks-2^"):
        sys.exit(f"the layout {layout} is not known")
    scale = int(layout[len("ckks-2^"):].split("-")[0])
    return [[[int(x) for x in limb] for limb in power] for power in cell], scale


def main(key, path, column, records):
    master = master_of(key)
    with h5py.File(path) as file:
        field = file["y_hat"] if "y_hat" in file else file["x"]
        moduli = [int(q) for q in file.attrs["moduli"]]
        degree, input_scale = int(file.attrs["ring_degree"]), int(file.attrs["input_scale_bits"])
        shape = [int(n) for n in field.attrs["logical_shape"]]
        group = field[0].reshape(-1, *field.shape[len(shape):])
        polynomials, scale = components(group[int(column)], text(field.attrs["layout"]), moduli, degree)
    limbs = moduli[:len(polynomials[0])]
    for number in lattice.decrypt(polynomials, lattice.secret_of(master, degree), limbs, input_scale if scale is None else scale, int(records)):
        print(repr(number))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
