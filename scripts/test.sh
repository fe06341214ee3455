#!/usr/bin/env bash
# Installs what is needed, builds, and runs all tests: as released, and under AddressSanitizer and UndefinedBehaviorSanitizer.
#   scripts/test.sh [--quick]        --quick: without the sanitizers
# Tests on real data look for them in HE_DATA_DIR and say so where they skip.
set -euo pipefail
source "$(dirname "$0")/common.sh"
cd "$root"

presets=(release sanitize)
[ "${1:-}" != --quick ] || presets=(release)
if [ -z "${HE_DATA_DIR:-}" ] && [ -d ../shared/data ]; then
  HE_DATA_DIR=$(cd ../shared/data && pwd)
  export HE_DATA_DIR
fi

scripts/install-deps.sh
for preset in "${presets[@]}"; do
  echo "== $preset: build =="
  build "$preset"
  echo "== $preset: test =="
  ctest --preset "$preset" -j "$(nproc)"
done
