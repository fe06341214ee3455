# What the scripts share that build or run the tools: `source "$(dirname "$0")/common.sh"`, before the folder is changed.
# HE_TOOLS, if set, is the folder of tools that are built already; HE_DATA_DIR, if set, of data that are there already.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -z "${HE_TOOLS:-}" ] || HE_TOOLS=$(realpath -e -- "$HE_TOOLS")
[ -z "${HE_DATA_DIR:-}" ] || HE_DATA_DIR=$(realpath -m -- "$HE_DATA_DIR")

# configure PRESET: configures build/PRESET, afresh where it is that of another folder (a clone that was copied or moved), which CMake refuses.
configure() {
  local cache=$root/build/$1/CMakeCache.txt fresh=() home
  if [ -f "$cache" ]; then
    home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")
    if [ "$(realpath -m -- "$home")" != "$(realpath -- "$root")" ]; then
      echo "build/$1 was configured in another folder, $home: configuring it afresh." >&2
      fresh=(--fresh)
    fi
  fi
  (cd "$root" && cmake "${fresh[@]}" --preset "$1" >/dev/null)
}

# follow_build SECONDS: reads what ninja says and shows how far it is, every so many seconds; messages of compilers at once.
follow_build() {
  local line begun= steps= last=$SECONDS code
  while :; do
    code=0
    IFS= read -r -t 1 line || code=$?
    line=$begun$line begun=
    if [ $code = 0 ]; then
      if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
        steps="${BASH_REMATCH[1]} of ${BASH_REMATCH[2]} steps"
      elif [[ ! $line =~ ^(ninja: no work to do|-- ) ]]; then
        printf '%s\n' "$line"
      fi
    elif [ $code -gt 128 ]; then
      begun=$line  # a second has passed, perhaps in the middle of a line
    else
      break
    fi
    if [ -n "$steps" ] && [ $((SECONDS - last)) -ge "$1" ]; then
      echo "building: $steps"
      last=$SECONDS
    fi
  done
}

# build PRESET [TARGET...]: configures and builds, and says on standard error what is going on: ninja's own line on a terminal, else a line
# every 20 seconds.
build() {
  local preset=$1 targets=(); shift
  [ $# = 0 ] || targets=(--target "$@")
  echo "Building build/$preset on $(nproc) processor cores. The first time takes minutes." >&2
  configure "$preset"
  if [ -t 2 ]; then
    (cd "$root" && cmake --build --preset "$preset" "${targets[@]}" >&2)
  else
    (cd "$root" && set -o pipefail && cmake --build --preset "$preset" "${targets[@]}" 2>&1 | follow_build 20 >&2)
  fi
}

# use_tools [TARGET...]: goes to the project's root and puts the tools on the PATH, installed and built unless HE_TOOLS names them.
use_tools() {
  cd "$root"
  if [ -z "${HE_TOOLS:-}" ]; then
    scripts/install-deps.sh
    build release "${@:-he-tools}"
    HE_TOOLS=$root/build/release/bin
  fi
  PATH=$HE_TOOLS:$PATH
}
