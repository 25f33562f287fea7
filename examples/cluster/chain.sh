#!/usr/bin/env bash
# Submits the same job N times, each to begin only if none before it finished its work:
#
#   chain.sh N slurm.sh IN.h5 OUT.h5 FILTER
#
# When one is done, Slurm takes the later ones off the queue. Each depends on all before it: a job
# that is taken off has not succeeded either.
set -euo pipefail

if [ $# -lt 2 ] || [[ ! $1 =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: $0 N slurm.sh IN.h5 OUT.h5 FILTER" >&2
  exit 2
fi
jobs=$1
shift
job=$(sbatch --parsable "$@")
echo "job $job"
before=$job
for ((i = 1; i < jobs; ++i)); do
  job=$(sbatch --parsable --dependency="afternotok:$before" --kill-on-invalid-dep=yes "$@")
  echo "job $job, if none before it finishes"
  before+=:$job
done
