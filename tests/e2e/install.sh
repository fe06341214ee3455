#!/usr/bin/env bash
# What is installed is tools, manual pages, documents, models and data; it works from there, and no link of a document is dead.
source "$(dirname "$0")/common.sh"
for program in cmake ninja; do command -v $program >/dev/null || skip "$program is not installed"; done
build=$(dirname "$HE_TOOLS")
tools=$(cd "$HE_SOURCE/tools" && basename -s .cpp he-*.cpp)
prefix=$work/prefix share=$work/prefix/share/he-tools
gives 0 cmake --install "$build" --prefix "$prefix"

# All tools and no more; neither headers nor libraries, which would be nobody's interface.
[ "$(ls "$prefix/bin")" = "$tools" ] || die "installed are: $(ls "$prefix/bin")"
[ "$(ls "$prefix")" = $'bin\nshare' ] || die "installed are: $(ls "$prefix")"
if command -v help2man >/dev/null; then
  [ "$(basename -s .1 "$prefix"/share/man/man1/*)" = "$tools" ] || die "manual pages are: $(ls "$prefix/share/man/man1")"
fi

# Whoever builds the target he-tools alone, as scripts/demo.sh does, can install: nothing else of the build is needed.
ninja -C "$build" -t commands he-tools | tr ' ' '\n' | sort -u >words
needed=0
while read -r installed; do
  built=bin/$(basename "$installed")
  [[ $installed = */bin/* ]] || built=man/$(basename "$installed")
  grep -qxF -e "$built" -e "$build/$built" words || die "the target he-tools does not build $built"
  needed=$((needed + 1))
done < <(find "$prefix/bin" "$prefix/share/man" -type f)
[ $needed -ge 9 ] || die "only $needed files were looked for"

# The documents lead to one another, to models and to data.
find "$share" -name '*.md' -print0 | xargs -0 python3 "$HE_SOURCE/tests/e2e/documents.py" links || die "links of installed documents are dead"
for document in README.md SECURITY.md CHANGELOG.md docs/hospital.md models/circulation.md data/README.md; do
  [ -s "$share/$document" ] || die "$document is not installed"
done
[ -s "$share/LICENSE" ] || die "the licence is not installed"
mv "$share/docs" "$share/elsewhere"
! python3 "$HE_SOURCE/tests/e2e/documents.py" links "$share/README.md" 2>/dev/null || die "README.md links to nothing of docs: this test proves nothing"

# A hospital and a computing centre work with what is installed alone.
PATH=$prefix/bin:/usr/bin:/bin
columns=(--id-column id --target Ees,V0,Ea,VAC,SVR,Cart,SW,LVPmax)
gives 0 he-keygen -q --scheme more clinic.key
gives 0 he-encrypt -q -k clinic.key "${columns[@]}" "$share/data/circulation.csv" patients.h5
gives 0 he-infer -q -m "$share/models/circulation-encrypted.h5" patients.h5 estimates.h5
gives 0 he-decrypt -q -k clinic.key estimates.h5 decrypted.h5
gives 0 he-infer -q -m "$share/models/circulation-encrypted.h5" "${columns[@]}" "$share/data/circulation.csv" plain.h5
gives 0 he-compare --tolerance 1e-9 decrypted.h5 plain.h5
