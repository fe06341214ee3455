#!/usr/bin/python3
"""Joins the parts that jobs over shards wrote into one file, without copying them: an HDF5 virtual data set.

join.py OUTPUT PART...     in the order of the shards, e.g. join.py predictions.h5 predictions.*.h5

Parts are data sets or predictions, encrypted or plain, in the folder of OUTPUT, where they must stay. he-infer, he-encrypt,
he-decrypt, he-train and he-compare read OUTPUT with --allow-virtual. Exit codes as of the tools: 0 done, 2 wrong usage, 3 bad
data, 4 keys do not match, 5 input or output failed.
"""
import json
import os
import socket
import sys

import h5py
import numpy

USAGE, DATA, KEY, IO = 2, 3, 4, 5
RECORDS = ("x", "y", "y_hat", "ids")  # one row for each record, or for each group of records
MAY_DIFFER = ("he_creator", "he_seeded")


class Failure(Exception):
    """What the user reads, and the exit code."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def require(holds, code, text):
    if not holds:
        raise Failure(code, text)


def same(a, b):
    return numpy.array_equal(numpy.asarray(a), numpy.asarray(b))


def open_part(path, folder):
    """A part, open for reading: a file of he-tools in the folder of the output."""
    require(os.path.dirname(os.path.abspath(path)) == folder, USAGE,
            f"{path}: parts must lie in the folder of the output, {folder}, since it refers to them by their bare names")
    try:
        part = h5py.File(path, "r")
    except OSError:
        require(os.path.isfile(path), IO, f"{path}: cannot be opened: there is no such file")
        raise Failure(DATA, f"{path}: is no HDF5 file, or is damaged")
    kind = part.attrs.get("he_kind", b"")
    require(kind in (b"dataset", b"predictions"), DATA, f"{path}: is no data set or predictions that he-tools wrote")
    return part


def require_alike(first, part):
    """Both are of one data set: same scheme, key, model, names and shapes of records."""
    name, other = part.filename, first.filename
    key_id = [file.attrs.get("he_key_id", b"none") for file in (part, first)]
    require(key_id[0] == key_id[1], KEY, f"{name} is encrypted under the key {key_id[0].decode()}, {other} under {key_id[1].decode()}")
    names = (set(first.attrs) | set(part.attrs)) - set(MAY_DIFFER)
    for attribute in sorted(names, key=lambda name: (name != "he_kind", name)):  # what it is decides what else it holds
        held = attribute in first.attrs and attribute in part.attrs
        require(held and same(first.attrs[attribute], part.attrs[attribute]), DATA, f"{name} and {other} differ in {attribute}")
    require(set(first) == set(part), DATA, f"{name} and {other} do not hold the same data sets")
    for path, whole in first.items():
        piece = part[path]
        if path in RECORDS:
            text = whole.dtype.kind == "S" and piece.dtype.kind == "S"  # as wide as the longest identifier of the part
            require(whole.shape[1:] == piece.shape[1:] and (text or whole.dtype == piece.dtype), DATA,
                    f"{name} and {other} differ in the shape of the records in /{path}")
            for attribute in sorted(set(whole.attrs) | set(piece.attrs)):
                values = [numpy.asarray(file.attrs.get(attribute)) for file in (whole, piece)]
                if attribute == "logical_shape":
                    values = [shape[1:] for shape in values]
                require(same(*values), DATA, f"{name} and {other} differ in {attribute} of /{path}")
        elif path != "provenance":
            require(same(whole[()], piece[()]), DATA, f"{name} and {other} differ in /{path}")


def provenance_of(part):
    return json.loads(part["provenance"][0]) if "provenance" in part else {}


def require_order(parts):
    """Where the parts tell of which shard they are, these are 1/n … n/n."""
    shards = [provenance_of(part).get("options", {}).get("shard") for part in parts]
    for number, (part, shard) in enumerate(zip(parts, shards), 1):
        require(shard is None or shard == f"{number}/{len(parts)}", DATA,
                f"{part.filename}: is shard {shard}, but was given as part {number} of {len(parts)}; name all parts once, in their order")


def records_of(part):
    """Records of a part, and how many share a row."""
    values = part["y_hat" if "y_hat" in part else "x"]
    granularity = int(values.attrs.get("record_granularity", 1))
    return int(values.attrs["logical_shape"][0]) if "logical_shape" in values.attrs else len(values), granularity


def copy_attribute(source, target, name, value=None):
    """As it is on file, with another value of the same type where one is given."""
    attribute = source.attrs.get_id(name)
    content = numpy.empty(attribute.shape, attribute.dtype)
    if content.size:
        attribute.read(content, mtype=attribute.get_type())
    if value is not None:
        content[...] = value
    h5py.h5a.create(target.id, name.encode(), attribute.get_type(), attribute.get_space()).write(content, mtype=attribute.get_type())


def join_rows(output, parts, path, records):
    """/path of all parts, one below the other."""
    pieces = [part[path] for part in parts]
    rows = sum(len(piece) for piece in pieces)
    dtype = max((piece.dtype for piece in pieces), key=lambda dtype: dtype.itemsize)
    layout = h5py.VirtualLayout((rows,) + pieces[0].shape[1:], dtype)
    row = 0
    for part, piece in zip(parts, pieces):
        if len(piece):
            layout[row:row + len(piece)] = h5py.VirtualSource(os.path.basename(part.filename), path, piece.shape, piece.dtype)
        row += len(piece)
    joined = output.create_virtual_dataset(path, layout)
    for name in pieces[0].attrs:
        shape = numpy.concatenate(([records], pieces[0].attrs[name][1:])) if name == "logical_shape" else None
        copy_attribute(pieces[0], joined, name, shape)


def joined_provenance(parts, records):
    """That of the first part, with all records, and the seconds of all jobs together."""
    all_of_them = [provenance_of(part) for part in parts]
    result = dict(all_of_them[0], records=records, parts=len(parts))
    result["options"] = {name: value for name, value in result.get("options", {}).items() if name != "shard"}
    result["stages"] = {stage: {clock: sum(one.get("stages", {}).get(stage, {}).get(clock, 0) for one in all_of_them) for clock in seconds}
                        for stage, seconds in result.get("stages", {}).items()}
    return json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()


def write(output, parts):
    counts = [records_of(part) for part in parts]
    for part, (count, granularity) in list(zip(parts, counts))[:-1]:
        require(count % granularity == 0, DATA, f"{part.filename}: ends within a group of {granularity} records, so nothing can follow it")
    records = sum(count for count, _ in counts)
    seeded = next((part for part in parts if "he_seeded" in part.attrs), None)
    for name in parts[0].attrs:
        if name != "he_seeded":
            copy_attribute(parts[0], output, name)
    if seeded:
        copy_attribute(seeded, output, "he_seeded")
    for path in parts[0]:
        if path in RECORDS:
            join_rows(output, parts, path, records)
        elif path == "provenance":
            text = joined_provenance(parts, records)
            output[path] = numpy.array([text], h5py.string_dtype("utf-8", len(text)))
        else:
            parts[0].copy(path, output)
    return records


def join(target, paths):
    folder = os.path.dirname(os.path.abspath(target))
    require(os.path.abspath(target) not in map(os.path.abspath, paths), USAGE, f"{target}: is one of the parts; name another output")
    parts = [open_part(path, folder) for path in paths]
    for part in parts[1:]:
        require_alike(parts[0], part)
    require_order(parts)
    temporary = os.path.join(folder, f".{os.path.basename(target)}.he-tmp.{socket.gethostname()}.{os.getpid()}-join")
    try:
        with h5py.File(temporary, "x", libver="latest") as output:
            records = write(output, parts)
        mode = 0o666
        for part in parts:
            mode &= os.stat(part.filename).st_mode
        os.chmod(temporary, mode)
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
    print(f"{target}: {records} records of {len(parts)} parts")


def main(arguments):
    if "--help" in arguments or "-h" in arguments:
        print(__doc__.strip())
        return 0
    try:
        require(len(arguments) >= 2, USAGE, "name the output and at least one part: join.py OUTPUT PART...")
        join(arguments[0], arguments[1:])
        return 0
    except Failure as failure:
        print(f"join.py: {failure}", file=sys.stderr)
        return failure.code
    except OSError as error:
        print(f"join.py: {arguments[0]}: cannot be written: {str(error).splitlines()[0]}", file=sys.stderr)
        return IO


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
