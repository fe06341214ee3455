#!/usr/bin/env bash
#SBATCH --job-name=he-shards
#SBATCH --output=%x-%A_%a.log
# One shard of a tool's work, as one task of a job array:
#   sbatch --array=1-8 scripts/slurm/shards.sh 8 he-infer -m model.h5 visits.h5 predictions.h5
# Task i of 8 runs the line with --shard i/8 and writes predictions.000i.h5 in place of predictions.h5, which is the last word.
# With %s in words before the output, such as visits.%s.h5, each task reads the part of its number and shares out nothing.
# A task that failed is repeated with --array=i. join.py makes one file of the parts.
set -euo pipefail

usage() { echo "shards.sh: $*; sbatch --array=1-N shards.sh N TOOL OPTIONS... INPUT OUTPUT" >&2; exit 2; }
[ $# -ge 4 ] || usage "too few words"
[ -n "${SLURM_ARRAY_TASK_ID:-}" ] || usage "this is no task of a job array"
shards=$1; shift
[[ $shards =~ ^[1-9][0-9]*$ ]] || usage "'$shards' is no number of shards"
((SLURM_ARRAY_TASK_ID >= 1 && SLURM_ARRAY_TASK_ID <= shards)) || usage "task $SLURM_ARRAY_TASK_ID is none of 1 to $shards"

tool=$1 output=${*: -1}
words=("${@:2:$#-2}")
name=${output##*/}
[[ $output != - && $name == *.* ]] || usage "the output, '$output', must be a file with an extension"
number=$(printf %04d "$SLURM_ARRAY_TASK_ID")
part=${output%.*}.$number.${output##*.}

own=("${words[@]//%s/$number}")
[ "${own[*]}" != "${words[*]}" ] || own=(--shard "$SLURM_ARRAY_TASK_ID/$shards" "${own[@]}")
exec "$tool" -j "${SLURM_CPUS_PER_TASK:-1}" "${own[@]}" "$part"
