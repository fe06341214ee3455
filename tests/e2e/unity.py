"""Looks at sources that are compiled several at a time. Exit code 1 and a line on standard error for each finding.

unity.py names LIB BUILD       names of unnamed namespaces that another source of the same target, or a header of LIB, has, too
unity.py alone LIB BUILD       sources of LIB that do not compile by themselves, of those that reach no large header
unity.py alone-all LIB BUILD   the same of all of them, which takes minutes

LIB is the folder that includes start from, BUILD the folder of the build.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|^[ \t]*\#(?:[^\n\\]|\\.)*"""
    r"""|\d[\w.']*|[A-Za-z_]\w*|::|\S""", re.S | re.M)
OPEN, CLOSE = {"(": ")", "{": "}", "[": "]"}, ")}]"
LARGE = ("nlohmann/", "Eigen/", "CLI/", "fmt/", "dcmtk/", "boost/", "tbb/")
# signature: "(types)" of a function, "= type" of an alias, else None
Name = collections.namedtuple("Name", "scope unnamed name signature")


def tokens(text):
    found = (match[0] for match in TOKEN.finditer(text))
    return [t for t in found if not t.startswith(("//", "/*")) and not t.lstrip().startswith("#")]


def is_word(token):
    return bool(re.match(r"[A-Za-z_]", token)) and not token.startswith('R"')


def end_of_group(source, i):
    """Behind the bracket that closes the one at i."""
    depth = 0
    while i < len(source):
        depth += (source[i] in OPEN) - (source[i] in CLOSE)
        i += 1
        if depth == 0:
            break
    return i


def end_of_angles(source, i):
    depth = 0
    while i < len(source):
        depth += (source[i] == "<") - (source[i] == ">")
        i += 1
        if depth == 0:
            break
    return i


def declaration(source, i):
    """(its tokens, where groups in brackets but parentheses are one token '{}', and where the next one begins)."""
    taken, function, initialising = [], False, False
    while i < len(source):
        token = source[i]
        if token == ";":
            return taken, i + 1
        if token == "template" and source[i + 1] == "<":
            i = end_of_angles(source, i + 1)
        elif token == "(":
            end = end_of_group(source, i)
            function = function or ("=" not in taken and bool(taken) and is_word(taken[-1]))
            taken += source[i:end]
            i = end
        elif token in "{[":
            i = end_of_group(source, i)
            if token == "{" and function and not (initialising and (is_word(taken[-1]) or taken[-1] == ">")):
                return taken, i
            taken.append(token + OPEN[token])
        else:
            initialising = initialising or (token == ":" and function)
            taken.append(token)
            i += 1
    return taken, i


def parameter_types(inner):
    """The types of a function's parameters as one text."""
    types, one, depth = [], [], 0
    for token in inner + [","]:
        depth += (token in "(<") - (token in ")>")
        if token == "," and depth == 0:
            one = one[:one.index("=")] if "=" in one else one
            if len(one) > 1 and is_word(one[-1]) and one[-2] != "::" and one != ["const", one[-1]]:
                one = one[:-1]
            types.append(" ".join(one))
            one = []
        else:
            one.append(token)
    return ", ".join(types)


def named(taken):
    """(name, signature) that a declaration declares; None where it is of no interest here."""
    while taken and taken[0] in ("[]", "inline", "static", "constexpr", "friend"):
        taken = taken[1:]
    if not taken or taken[0] in ("static_assert", "extern") or taken[0].startswith('"'):
        return None
    if taken[0] == "using":
        return (taken[1], " ".join(taken[2:])) if "=" in taken else None
    if taken[0] in ("struct", "class", "union", "enum"):
        words = [t for t in taken[1:] if t not in ("class", "struct", "final", "[]")]
        if len(words) > 1 and words[1] in ("{}", ":"):
            return words[0], None
        if len(words) == 1:
            return None  # announced, defined elsewhere
    equals = taken.index("=") if "=" in taken else len(taken)
    if "(" in taken[:equals]:
        at = taken.index("(")
        if at < 2 or not is_word(taken[at - 1]) or taken[at - 2] == "::":
            return None
        return taken[at - 1], f"({parameter_types(taken[at + 1:end_of_group(taken, at) - 1])})"
    head = [t for t in taken[:equals] if t not in ("{}", "[]")]
    return (head[-1], None) if len(head) > 1 and is_word(head[-1]) and head[-2] != "::" else None


def names_of(text):
    """What a source declares in namespaces, named or not."""
    source, i, scopes, result = tokens(text), 0, [], []
    while i < len(source):
        if source[i] == "}":
            scopes.pop()
            i += 1
        elif source[i] in ("namespace", "inline") and "namespace" in source[i:i + 2]:
            i = source.index("namespace", i) + 1
            path = []
            while source[i] not in ("{", "=", ";"):
                path.append(source[i])
                i += 1
            if source[i] == "{":
                scopes.append("".join(path))
                i += 1
            else:
                i = source.index(";", i) + 1
        elif source[i] == "extern" and source[i + 1].startswith('"') and source[i + 2] == "{":
            scopes.append("::")
            i += 3
        else:
            taken, i = declaration(source, i)
            found = named(taken)
            if found:
                scope = "::".join(s for s in scopes if s and s != "::")
                result.append(Name(scope, "" in scopes, *found))
    return result


def commands(build):
    listed = subprocess.run(["ninja", "-C", build, "-t", "compdb"], check=True, capture_output=True, text=True).stdout
    for entry in json.loads(listed):
        if entry["file"].endswith((".cpp", ".cxx")) and " -c " in entry["command"]:
            yield pathlib.Path(entry["directory"], entry["file"]), entry["command"]


def sources(build):
    """{target: its sources that are compiled together}, and {source: the command of its unit}."""
    targets, command_of = collections.defaultdict(list), {}
    for unit, command in commands(build):
        if unit.parent.name != "Unity":
            continue
        for included in re.findall(r'#include "([^"]+\.cpp)"', unit.read_text()):
            targets[unit.parents[1].stem].append(pathlib.Path(included))
            command_of[pathlib.Path(included)] = command
    return targets, command_of


def clash(one, other):
    """Whether two declarations of a scope cannot stand in one unit: overloads and equal aliases can."""
    if one.name != other.name or one.scope != other.scope:
        return False
    kinds = {(name.signature or "?")[0] for name in (one, other)}
    return kinds not in ({"("}, {"="}) or (one.signature == other.signature) == (kinds == {"("})


def hides(inner, outer):
    return inner.name == outer.name and inner.scope.startswith(outer.scope + "::")


def name_findings(lib, build):
    public = {}
    for header in sorted(pathlib.Path(lib).rglob("*.h")):
        for name in names_of(header.read_text()):
            public.setdefault(name.name, []).append((header, name))
    for files in sources(build)[0].values():
        known = collections.defaultdict(list)
        for file in files:
            for name in names_of(file.read_text()):
                if not name.unnamed:
                    continue
                for other, theirs in known[name.name]:
                    if other != file and clash(name, theirs):
                        yield f"{file}: {name.name} is in {other}, too, and both may be compiled as one: name one anew"
                for header, theirs in public.get(name.name, []):
                    if clash(name, theirs) or hides(name, theirs):
                        yield f"{file}: {name.name} is in {header}, too, whose users may be compiled with this one: name it anew"
                known[name.name].append((file, name))


def reached(file, lib, seen):
    """Everything that a source includes, directly or not."""
    for quote, name in re.findall(r'^#include ([<"])([^>"]+)', file.read_text(), re.M):
        path = pathlib.Path(lib, name)
        if quote == "<":
            seen.add(name)
        elif str(path) not in seen and path.exists():
            seen.add(str(path))
            reached(path, lib, seen)
    return seen


def compile_alone(file, command):
    words = shlex.split(command.split(" -MD ")[0])
    words = words[next(i for i, word in enumerate(words) if re.search(r"(\+\+|gcc|clang)$", word)):]
    flags = [w for w in words[1:] if w not in ("-Winvalid-pch",)]
    while "-include" in flags:
        del flags[flags.index("-include"):flags.index("-include") + 2]
    done = subprocess.run([words[0], *flags, "-fsyntax-only", str(file)], capture_output=True, text=True)
    return "" if done.returncode == 0 else f"{file}: does not compile by itself: it lacks an include\n{done.stderr}"


def alone_findings(lib, build, every):
    command_of = sources(build)[1]
    chosen = [file for file in command_of if file.is_relative_to(pathlib.Path(lib).resolve())
              and (every or not any(name.startswith(LARGE) for name in reached(file, lib, set())))]
    if not chosen:
        yield f"{build}: no sources to look at"
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        yield from filter(None, pool.map(lambda file: compile_alone(file, command_of[file]), chosen))


def main():
    what, lib, build = sys.argv[1:]
    findings = name_findings(lib, build) if what == "names" else alone_findings(lib, build, what == "alone-all")
    count = 0
    for finding in findings:
        count += 1
        print(finding, file=sys.stderr)
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
