#!/usr/bin/env bash
# Five-fold cross-validation of the Wisconsin breast cancer data over the tools: training and inference on ciphertexts
# alone classify as well as in plain.
source "$(dirname "$0")/common.sh"
need he-keygen he-encrypt he-train he-infer he-decrypt he-compare
table=$data/tabular/wdbc.data
[ -e "$table" ] || skip "$table is not here"

echo '{"layers": [{"dense": 8, "activation": "tanh"}, {"dense": 2, "activation": "softmax"}]}' >net.json
mkdir folds
gives 0 bash "$HE_SOURCE/scripts/cross-validate.sh" --architecture net.json --id c1 --target c2 --no-header --work folds "$table" \
  -- --loss cce --learning-rate 0.01 --epochs 15 --batch 32 --l2 0.001
prints "of 569 records"
encrypted=$(sed -n 's/^encrypted: *//p' out)
[ "$encrypted" = "$(sed -n 's/^plain: *//p' out)" ] || die "encrypted and plain differ: $(cat out)"
right=${encrypted%% *}
[ $((100 * right)) -ge $((95 * 569)) ] || die "accuracy below 95 %: $encrypted"
gives 0 he-compare --tolerance 1e-8 folds/encrypted.csv folds/plain.csv

# The folds are a partition, each with its share of both classes.
cat folds/test?.csv | sort | cmp - <(sort "$table") || die "the folds are not the table"
for k in 1 2 3 4 5; do
  malignant=$(grep -c ,M, folds/test$k.csv)
  [ "$malignant" = 42 ] || [ "$malignant" = 43 ] || die "fold $k has $malignant of 212 malignant records"  # 212 / 5
done
