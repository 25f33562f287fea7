#!/usr/bin/env bash
# Submits the same job N times, each to begin only if the one before it did not finish its work:
#
#   chain.sh N slurm.sh IN.h5 OUT.h5 FILTER
#
# When one is done, Slurm takes the later ones off the queue.
set -euo pipefail

jobs=$1
shift
job=$(sbatch --parsable "$@")
echo "job $job"
for ((i = 1; i < jobs; ++i)); do
  job=$(sbatch --parsable --dependency="afternotok:$job" --kill-on-invalid-dep=yes "$@")
  echo "job $job, if the one before it does not finish"
done
