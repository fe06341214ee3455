#!/usr/bin/env bash
# Tables as hospitals have them go in, or are refused with file, row and column.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-infer he-decrypt he-compare
[ -d "$data/tabular" ] || skip "no sample tables in $data (set HE_DATA_DIR)"
t=$data/tabular
gives 0 he-keygen --scheme more a.key

# Cleveland heart disease: six rows with holes.
gives 3 he-encrypt -k a.key --no-header "$t/processed.cleveland.data" never.h5
one_line
says "row "
gives 0 he-encrypt -k a.key --no-header --missing drop --id-column row --target c14 --standardise heart.json "$t/processed.cleveland.data" heart.h5
says "297 records"
gives 0 he-encrypt -k a.key --no-header --missing mean --target c14 "$t/processed.cleveland.data" heart_all.h5
says "303 records"

# The network for it, trained by others: encrypted and plain predictions are the same, with their identifiers.
heart=(--standardise z.json --id-column row --target target "$data/keras-models/k2.14.0_heart_mlp_data.csv")
gives 0 he-encrypt -q -k a.key "${heart[@]}" heart303.h5
gives 0 he-infer -q -m "$data/keras-models/k2.14.0_heart_mlp.h5" heart303.h5 out.h5
gives 0 he-decrypt -k a.key out.h5 heart303.csv
gives 0 he-infer -q -m "$data/keras-models/k2.14.0_heart_mlp.h5" "${heart[@]}" plain.csv
gives 0 he-compare --tolerance 1e-10 heart303.csv plain.csv
[ "$(wc -l <heart303.csv)" = 304 ] || die "not 303 predictions"
[ "$(tail -1 heart303.csv | cut -d, -f1)" = 303 ] || die "the last identifier is not 303"

# Wisconsin breast cancer: numbered patients, classes as text.
gives 0 he-encrypt -k a.key --no-header --id-column c1 --target c2 --one-hot --standardise wdbc.json "$t/wdbc.data" wdbc.h5
says "569 records"
hides wdbc.h5 84300903
gives 0 he-decrypt -k a.key wdbc.h5 wdbc.csv
[ "$(sed -n 4p wdbc.csv | cut -d, -f1)" = 84300903 ] || die "identifiers do not come back"

# The others.
gives 0 he-encrypt -k a.key --no-header --target c9 "$t/pima-indians-diabetes.csv" pima.h5
says "768 records"
gives 3 he-encrypt -k a.key --target num "$t/heart_disease_uci_mixed.csv" never.h5
one_line
says "column '"
gives 0 he-encrypt -k a.key --missing drop --target num --text sex,cp,fbs,restecg,exang,slope,thal "$t/heart_disease_uci_mixed.csv" mixed.h5
gives 3 he-encrypt -k a.key --no-header "$t/breast-cancer.csv" never.h5
one_line
says "column 'c1'"
gives 0 he-encrypt -k a.key --no-header --missing drop --target c10 --text c1,c2,c3,c4,c5,c6,c7,c8,c9 "$t/breast-cancer.csv" breast.h5
says "277 records"
