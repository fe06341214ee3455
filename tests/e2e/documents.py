"""Looks through documents in Markdown. Exit code 1 and a line on standard error for each finding.

documents.py links DOCUMENT...      every link to a file or heading of this project leads there
documents.py commands DOCUMENT      prints the shell blocks after a line <!-- run -->; refuses lines that cannot be pasted
"""
import pathlib
import re
import sys

RUN, LONGEST = "<!-- run -->", 120
FENCE = re.compile(r"^ *(```+)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def blocks(lines):
    """(number of the opening line from 0, its text, lines within, whether it ends) of each fenced block."""
    i = 0
    while i < len(lines):
        opening = FENCE.match(lines[i])
        if not opening:
            i += 1
            continue
        ends = [j for j in range(i + 1, len(lines)) if lines[j].strip() == opening[1]]
        end = ends[0] if ends else len(lines)
        yield i, lines[i].strip(), lines[i + 1:end], bool(ends)
        i = end + 1


def prose(lines):
    """Lines with number from 1, without fenced blocks and without code between backticks."""
    inside = {i + k for i, _, content, _ in blocks(lines) for k in range(len(content) + 2)}
    return [(i + 1, re.sub(r"`[^`]*`", "", line)) for i, line in enumerate(lines) if i not in inside]


def read(path):
    return path.read_text(encoding="utf-8").splitlines()


def anchors(path):
    """The headings of a document in the form in which GitHub links to them."""
    inside = {i + k for i, _, content, _ in blocks(read(path)) for k in range(len(content) + 2)}
    titles = [line.lstrip("#").strip() for i, line in enumerate(read(path)) if i not in inside and re.match(r"#+ ", line)]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def dead(document, target):
    """Why a link leads nowhere; None where it leads somewhere."""
    if re.match(r"[a-z]+:", target):
        return None
    name, _, heading = target.partition("#")
    path = document.parent / name if name else document
    if not path.exists():
        return "there is no such file"
    if heading and heading not in anchors(path):
        return "there is no such heading"
    return None


def links(document):
    for number, line in prose(read(document)):
        for target in LINK.findall(line):
            reason = dead(document, target)
            if reason:
                yield f"{document}:{number}: {target}: {reason}"


def unpasteable(line):
    if len(line) > LONGEST:
        return f"{len(line)} characters; at most {LONGEST} can be pasted with ease"
    if re.match(r"\s*[$>#%] ", line):
        return "a prompt, or a comment that some shells do not know"
    if re.search(r"…|\.\.\.|<[a-z]+>", line):
        return "a place holder, which cannot be run"
    return None


def commands(document):
    """(lines to run, findings)"""
    lines, run, found = read(document), [], []
    openings = {i: (text, content, ends) for i, text, content, ends in blocks(lines)}
    fenced = {i + k + 1 for i, (_, content, _) in openings.items() for k in range(len(content))}
    for mark in (i for i, line in enumerate(lines) if line == RUN and i not in fenced):
        text, content, ends = openings.get(mark + 1, ("", [], True))
        if text != "```sh":
            found.append(f"{document}:{mark + 1}: no block of commands follows")
        if not ends:
            found.append(f"{document}:{mark + 2}: the block does not end")
        found += [f"{document}:{mark + 3 + k}: {unpasteable(line)}" for k, line in enumerate(content) if unpasteable(line)]
        run += content
    return run, found


def main(arguments):
    if arguments[:1] == ["links"] and len(arguments) > 1:
        found = [each for name in arguments[1:] for each in links(pathlib.Path(name))]
    elif arguments[:1] == ["commands"] and len(arguments) == 2:
        run, found = commands(pathlib.Path(arguments[1]))
        if not found:
            print("".join(line + "\n" for line in run), end="")
    else:
        sys.exit(__doc__)
    print("".join(each + "\n" for each in found), end="", file=sys.stderr)
    sys.exit(1 if found else 0)


main(sys.argv[1:])
