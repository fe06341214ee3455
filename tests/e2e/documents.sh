#!/usr/bin/env bash
# The documents hold what they promise: commands that are marked as runnable run as they stand, and links lead somewhere.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-train he-infer he-decrypt he-compare he-info he-audit he-simulate

check() { gives "$1" python3 "$HE_SOURCE/tests/e2e/documents.py" "${@:2}"; }
cd "$HE_SOURCE"
documents=(README.md SECURITY.md CHANGELOG.md docs/*.md models/*.md data/README.md tests/data/*/README.md)
for document in "${documents[@]}"; do [ -f "$document" ] || die "$document: there is no such document"; done

# Links, and the lines of runnable blocks.
check 0 links "${documents[@]}"
ran=0
for document in README.md docs/*.md; do
  check 0 commands "$document"
  [ -s "$work/out" ] || continue
  # A folder of its own, as a reader has it before the first command.
  mkdir "$work/reader"
  cp -r data models scripts "$work/reader"
  cp "$work/out" "$work/commands.sh"
  (cd "$work/reader" && bash -eo pipefail "$work/commands.sh" >"$work/said" 2>&1) || { cat "$work/said" >&2; die "$document: a command failed"; }
  rm -rf "$work/reader"
  ran=$((ran + 1))
  commands=$(grep -c . "$work/commands.sh")
  echo "$document: $commands lines ran"
done
[ $ran -ge 6 ] || die "only $ran documents have commands that can run"
check 0 commands README.md
prints "he-compare estimates-of-the-key.h5 plain.h5"

# What the check is there to find.
cd "$work"
mkdir docs
bad() { printf '%s\n' "$1" >docs/bad.md; check 1 "${3:-links}" docs/bad.md; says "$2"; }
bad '[a](missing.md)' "docs/bad.md:1: missing.md: there is no such file"
bad '[a](#nothing)' "docs/bad.md:1: #nothing: there is no such heading"
bad '![a](../data/none.png)' "there is no such file"
bad '`[a](missing.md)` and [b](other.md)' "other.md: there is no such file"
bad $'<!-- run -->\n```sh\n$ he-info a.h5\n```' "docs/bad.md:3: a prompt" commands
bad $'<!-- run -->\n```sh\nhe-info <file>\n```' "docs/bad.md:3: a place holder" commands
bad $'<!-- run -->\n```sh\nhe-encrypt -k clinic.key … visits.h5\n```' "docs/bad.md:3: a place holder" commands
bad $'<!-- run -->\n```sh\n'"he-info $(printf 'a%.0s' {1..120})"$'\n```' "docs/bad.md:3: 128 characters" commands
bad $'<!-- run -->\n\n```sh\nhe-info a.h5\n```' "docs/bad.md:1: no block of commands follows" commands
bad $'<!-- run -->\n```sh\nhe-info a.h5' "docs/bad.md:2: the block does not end" commands
