#!/usr/bin/env bash
# man-page.sh TOOL PAGE: makes the manual page of a built tool from its help text (help2man).
set -euo pipefail
tool=$1 page=$2

# The first sentence of the help text, up to its colon or full stop, on one line.
summary=$("$tool" --help | sed '/^$/,$d' | tr '\n' ' ' | sed 's/[.:] .*//; s/^./\l&/')
mkdir -p "$(dirname "$page")"
help2man --locale=C.UTF-8 --no-info --no-discard-stderr --name "$summary" --output "$page" "$tool"
