#!/usr/bin/env bash
# Scripts that build say what is going on, and a clone that was moved is built all the same.
source "$(dirname "$0")/common.sh"
for program in cmake ninja; do command -v $program >/dev/null || skip "$program is not installed"; done
unset HE_TOOLS

# A project of one target, with our scripts.
mkdir -p first/scripts
cp "$HE_SOURCE/scripts/common.sh" first/scripts
printf '#!/bin/sh\n' >first/scripts/install-deps.sh
chmod +x first/scripts/install-deps.sh
cp "$HE_SOURCE/CMakePresets.json" first
cat >first/CMakeLists.txt <<'CMAKE'
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES NONE)
option(BROKEN "The build fails" OFF)
add_custom_command(OUTPUT made COMMAND ${CMAKE_COMMAND} -E touch made)
add_custom_target(he-tools DEPENDS made)
if(BROKEN)
  add_custom_command(OUTPUT never COMMAND ${CMAKE_COMMAND} -E cat no-such-file)
  add_custom_target(broken ALL DEPENDS never)
endif()
CMAKE
use() { gives "$1" bash -c 'set -euo pipefail; source '"$2"'/scripts/common.sh; use_tools "${@:2}"; pwd' - "${@:2}"; }

use 0 "$work/first"
says "Building build/release on"
[ "$(cat out)" = "$work/first" ] || die "standard output holds more than that of the script"
[ -e first/build/release/made ] || die "nothing was built"
use 0 "$work/first"
! grep -q "afresh" err || die "a clone that stayed was configured afresh"

# Through a link it is the same folder; moved, it is another one.
ln -s first link
use 0 "$work/link"
! grep -q "afresh" err || die "a link to the clone was taken for a move"
rm link
mv first second
use 0 "$work/second"
says "build/release was configured in another folder, $work/first: configuring it afresh."
use 0 "$work/second"
! grep -q "afresh" err || die "configured afresh a second time"

# A build that fails ends the script, and says why.
(cd second && cmake --preset release -DBROKEN=ON >/dev/null)
use 1 "$work/second" broken
says "no-such-file"
[ ! -s out ] || die "the script went on"

# How far it is: once in the time that is asked for, without the lines of ninja; messages come through.
gives 0 bash -c 'source "$1"; { echo "[1/30] Building a"; echo "[2/30] Building b"; echo "warning: something"; printf "[2"; sleep 3; echo "/30] Building b"; echo "[3/30] Building c"; } | follow_build 2' - \
  "$HE_SOURCE/scripts/common.sh"
[ "$(head -1 out)" = "warning: something" ] || { cat out >&2; die "a message was held back"; }
prints "building: 2 of 30 steps"
! grep -qF "/30]" out || die "lines of ninja come through"
