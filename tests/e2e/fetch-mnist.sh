#!/usr/bin/env bash
# The digits are copied or downloaded once; a damaged file is replaced, and a damaged download never takes its place.
source "$(dirname "$0")/common.sh"
[ -f "$data/mnist/train-images-idx3-ubyte.gz" ] || skip "no digits in $data (set HE_DATA_DIR)"
fetch=$HE_SOURCE/scripts/fetch-mnist.sh
image=digits/t10k-images-idx3-ubyte.gz

# In place of curl: the first mirror is down, the second sends what is in the folder `mirror`.
mkdir bin mirror
cat >bin/curl <<'STUB'
#!/usr/bin/env bash
echo "$*" >>"$STUB_LOG"
while [ "$1" != --output ]; do shift; done
[[ $3 != https://storage* ]] && cp "$STUB_MIRROR/$(basename "$3")" "$2"
STUB
chmod +x bin/curl
export STUB_LOG=$work/requests STUB_MIRROR=$work/mirror
PATH=$work/bin:$PATH

HE_DATA_DIR=$data gives 0 "$fetch" digits
prints "$image: copied from HE_DATA_DIR"
for file in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
  cmp "$data/mnist/$file-ubyte.gz" "digits/$file-ubyte.gz"
done
[ ! -e requests ] || die "something was downloaded"

# What is there is kept, what is damaged is replaced, from the folder or from a mirror.
touch -d 2001-01-01 digits/*
printf x | dd of=$image bs=1 seek=1000 conv=notrunc status=none
HE_DATA_DIR=$data gives 0 "$fetch" digits
prints "digits/t10k-labels-idx1-ubyte.gz: is there"
cmp "$data/mnist/${image#digits/}" $image
[ "$(find digits -newermt 2002-01-01 -type f)" = $image ] || die "an intact file was written again"

truncate -s 1000 $image
cp "$data/mnist/${image#digits/}" mirror/
HE_DATA_DIR= gives 0 "$fetch" digits
prints "$image: downloaded"
[ "$(wc -l <requests)" = 2 ] || die "not one request for each mirror"
cmp "$data/mnist/${image#digits/}" $image

# A mirror that sends something else: one line, and neither a file nor a part of one.
rm $image
cp mirror/t10k-images-idx3-ubyte.gz all && head -c 1000 all >mirror/t10k-images-idx3-ubyte.gz
HE_DATA_DIR= gives 1 "$fetch" digits
says "fetch-mnist.sh: t10k-images-idx3-ubyte.gz: no intact copy from"
[ "$(wc -l <err)" = 1 ] || die "not one line"
[ "$(ls -A digits | wc -l)" = 3 ] || die "something was left behind"
