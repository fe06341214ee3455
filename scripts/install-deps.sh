#!/usr/bin/env bash
# Installs everything that building, testing and running he-tools needs on Debian 12. Uses sudo where not root.
set -euo pipefail

packages=(
  # build
  g++ cmake ninja-build pkg-config ccache git
  # libraries
  libhdf5-dev libeigen3-dev libcli11-dev nlohmann-json3-dev libfmt-dev libsodium-dev libutf8proc-dev libboost-dev libtbb-dev zlib1g-dev libpng-dev libdcmtk-dev
  # tests and benchmarks
  doctest-dev libbenchmark-dev libopenblas-dev clang-format binutils python3-minimal python3-numpy python3-h5py
  # figures (scripts/reproduce.sh, scripts/angiography.sh)
  gnuplot-nox python3-pil fonts-dejavu-core
  # tests on a cluster (tests/e2e/slurm.sh starts one of its own)
  slurmctld slurmd slurm-client munge
  # data (scripts/fetch-mnist.sh, scripts/fetch-arcade.sh)
  curl ca-certificates
  # manual pages
  help2man
)

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

run=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-deps.sh: run as root, or install sudo; missing: ${missing[*]}" >&2; exit 1; }
  run=(sudo)
fi
echo "installing: ${missing[*]}"
"${run[@]}" apt-get update -qq
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
