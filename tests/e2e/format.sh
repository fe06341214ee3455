#!/usr/bin/env bash
# Every source file is as clang-format leaves it.
source "$(dirname "$0")/common.sh"
command -v clang-format >/dev/null || skip "clang-format is not installed"
cd "$HE_SOURCE"
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || skip "not a git repository"
git ls-files -z '*.h' '*.cpp' | xargs -0 clang-format --dry-run -Werror
