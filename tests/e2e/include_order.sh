#!/usr/bin/env bash
# Includes lead downwards only: each folder of the library includes what lies below it. docs/architecture.md says why.
source "$(dirname "$0")/common.sh"
check() { gives "$1" python3 "$HE_SOURCE/tests/e2e/include_order.py" order "$2"; }

cat >order <<'ORDER'
he/error he/version he/text he/parallel he/secure_memory
he/tensor
he/ring
he/schemes/planar
he/schemes/plain he/schemes/more he/schemes/ckks
he/schemes
he/io/bytes
he/io/models
he/io/records
he/io/hdf5
he/io/tables
he/io/keras
he/io/images
he/io/files
he/io
he/stats
he/nn
he/sim
he/audit
he/cli
# Above all others, so that none of them includes it: tools without secrets link the others alone.
he/secret
he/secret/more he/secret/ckks
he/secret/key_factory
he/secret/key_file

he/io never he/ring he/schemes
he/stats never he/ring he/schemes
he/nn never he/ring he/schemes
he/sim never he/ring he/schemes he/nn
he/secret never he/nn he/sim he/audit he/cli
ORDER
check 0 "$HE_SOURCE/lib"

# What the check is there to find.
bad() {
  rm -rf lib
  mkdir -p "$(dirname "lib/$1")"
  printf '#include <vector>\n#include "%s"\n' "$2" >"lib/$1"
  check 1 lib
  says "$3"
}
bad he/io/bytes/gzip.cpp he/io/tables/csv.h "he/io/bytes/gzip.cpp:2: he/io/tables/csv.h: he/io/tables does not lie below he/io/bytes"
bad he/io/tables/csv.h he/io/source.h "he/io does not lie below he/io/tables"
bad he/schemes/more/a.h he/schemes/plain/b.h "he/schemes/plain does not lie below he/schemes/more"
bad he/text.cpp he/parallel.h "he/parallel does not lie below he/text"
bad he/secret/key.cpp he/secret/key_factory.h "he/secret/key_factory does not lie below he/secret"
bad he/audit/a.cpp he/secret/key.h "he/secret does not lie below he/audit"
bad he/nn/a.cpp he/schemes/more/b.h "he/nn never includes he/schemes"
bad he/secret/a.cpp he/nn/network.h "he/secret never includes he/nn"
bad he/new/a.cpp he/error.h "he/new has no place in the order of folders"
bad he/other.h he/error.h "he has no place in the order of folders"
rm -rf lib
mkdir lib
check 1 lib
