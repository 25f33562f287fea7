#!/usr/bin/env bash
# Convolves a batch on four nodes with four GPUs and 64 cores each, a rank on each GPU:
#
#   sbatch slurm_gpu.sh IN.h5 OUT.h5 FILTER
#SBATCH --job-name=sparseconv-gpu
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=4
#SBATCH --cpus-per-task=16
#SBATCH --gpus-per-task=1
#SBATCH --mem=0
#SBATCH --time=01:00:00
#SBATCH --signal=TERM@120
set -euo pipefail

export PATH=$PATH:$HOME/sparseconv/bin
export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK OMP_PLACES=cores OMP_PROC_BIND=close
export HDF5_USE_FILE_LOCKING=FALSE
# export SLURM_MPI_TYPE=pmix  # where srun does not know the MPI: see the page, MPIs

# A rank sees its own GPU alone, so that there is nothing to choose.
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" --cpu-bind=cores --gpus-per-task=1 \
  sparseconv convolve "$1" "$2" --filter "$3" --space "${SPARSECONV_SPACE:-cuda}" \
  --layout sharded --resume --progress plain
