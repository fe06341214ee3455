# What the scripts share that run the built tools: `source "$(dirname "$0")/common.sh"`, before the folder is changed.
# HE_TOOLS, if set, is the folder of tools that are built already; HE_DATA_DIR, if set, of data that are there already.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ -z "${HE_TOOLS:-}" ] || HE_TOOLS=$(realpath -e -- "$HE_TOOLS")
[ -z "${HE_DATA_DIR:-}" ] || HE_DATA_DIR=$(realpath -m -- "$HE_DATA_DIR")

# use_tools [TARGET...]: goes to the project's root and puts the tools on the PATH, installed and built unless HE_TOOLS names them.
use_tools() {
  cd "$root"
  if [ -z "${HE_TOOLS:-}" ]; then
    scripts/install-deps.sh
    cmake --preset release >/dev/null
    cmake --build --preset release --target "${@:-he-tools}" -- --quiet
    HE_TOOLS=$root/build/release/bin
  fi
  PATH=$HE_TOOLS:$PATH
}
