#!/usr/bin/env bash
# An external party's tools hold no code that could decrypt or make keys; a key holder's do.
source "$(dirname "$0")/common.sh"

# secrets TOOL: how many symbols of the namespace he::secret it holds.
secrets() { nm -C "$HE_TOOLS/$1" | grep -c 'he::secret::' || true; }

checked=0
for tool in he-infer he-train he-compare he-info he-audit he-simulate; do
  built $tool || continue
  [ "$(secrets $tool)" = 0 ] || die "$tool holds symbols of he::secret: $(nm -C "$HE_TOOLS/$tool" | grep -m3 'he::secret::')"
  checked=$((checked + 1))
done
[ $checked -gt 0 ] || skip "no tool is built"

# The check would see them if they were there.
for tool in he-decrypt he-encrypt he-keygen; do
  built $tool || continue
  [ "$(secrets $tool)" -gt 0 ] || die "nm shows no he::secret in $tool: this test proves nothing"
done

# Nor does an attack know more than the file that it attacks.
! grep -rn '"he/secret/' "$HE_SOURCE/lib/he/audit" "$HE_SOURCE/tools/he-audit.cpp" || die "he-audit includes secrets"
