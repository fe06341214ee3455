#!/usr/bin/env bash
# Lets each write, sync and rename of each tool fail in turn, and fills disks of 200 sizes: all that the story write_faults.sh samples.
# Some 5,000 runs. As root it also fills real file systems (tmpfs).
#   scripts/write-faults.sh
set -euo pipefail
source "$(dirname "$0")/common.sh"
unset HE_TOOLS  # the shim belongs to the tools of this build
use_tools he-tools failing_files
HE_FAULTS=all HE_TOOLS=$HE_TOOLS HE_SOURCE=$root HE_FAILING_FILES=$root/build/release/tests/libfailing_files.so \
  bash tests/e2e/write_faults.sh
