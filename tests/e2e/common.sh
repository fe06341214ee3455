# What the stories share: `source "$(dirname "$0")/common.sh"`. Each runs in a folder of its own, removed at the end.
# HE_TOOLS: folder of the built tools; HE_SOURCE: root of the project.
set -euo pipefail
: "${HE_TOOLS:?folder of the built tools}" "${HE_SOURCE:?root of the project}"
PATH=$HE_TOOLS:$PATH
data=${HE_DATA_DIR:-$HE_SOURCE/../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

die() { echo "FAILED: $*" >&2; exit 1; }
skip() { echo "skipped: $*"; exit 77; }

# need TOOL...: skips the story where a tool is not built.
need() { local tool; for tool; do [ -x "$HE_TOOLS/$tool" ] || skip "$tool is not built"; done; }

# built TOOL...: whether these tools are built.
built() { local tool; for tool; do [ -x "$HE_TOOLS/$tool" ] || return 1; done; }

# gives CODE COMMAND...: the command ends with this exit code; its output is left in the files out and err.
gives() {
  local wanted=$1 code=0; shift
  "$@" >"$work/out" 2>"$work/err" || code=$?
  [ "$code" = "$wanted" ] || { cat "$work/out" "$work/err" >&2; die "exit code $code, not $wanted: $*"; }
}

# prints TEXT, says TEXT: the last command printed this as its result, said this on standard error.
prints() { grep -qF -- "$1" "$work/out" || { cat "$work/out" >&2; die "'$1' was not printed"; }; }
says() { grep -qF -- "$1" "$work/err" || { cat "$work/err" >&2; die "'$1' was not said"; }; }

# hides FILE TEXT: nothing printable in the file holds this text.
hides() {
  strings -n 4 "$1" >"$work/strings"
  [ -s "$work/strings" ] || die "$1 holds no text at all"
  ! grep -qF -- "$2" "$work/strings" || die "$1 holds '$2'"
}

# one_line: the last command said exactly one line on standard error, and printed nothing.
one_line() { [ "$(wc -l <"$work/err")" = 1 ] && [ ! -s "$work/out" ] || { cat "$work/out" "$work/err" >&2; die "not one line"; }; }

# Debian's Python, which has h5py and numpy, whatever else is on the PATH.
python3() { /usr/bin/python3 "$@"; }
