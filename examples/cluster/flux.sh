#!/usr/bin/env bash
# The same as slurm.sh, for Flux:
#
#   flux batch flux.sh IN.h5 OUT.h5 FILTER
#flux: --job-name=sparseconv
#flux: --nodes=4
#flux: --nslots=32
#flux: --cores-per-slot=16
#flux: --exclusive
#flux: --time-limit=1h
set -euo pipefail

export PATH=$PATH:$HOME/sparseconv/bin
export OMP_NUM_THREADS=16 OMP_PLACES=cores OMP_PROC_BIND=close
export HDF5_USE_FILE_LOCKING=FALSE

# With GPUs: --gpus-per-task=1 -o gpu-affinity=per-task, and --space cuda or hip.
flux run --nodes=4 --ntasks=32 --cores-per-task=16 -o cpu-affinity=per-task \
  sparseconv convolve "$1" "$2" --filter "$3" --layout sharded --resume --progress plain
