#!/usr/bin/env bash
# Convolves a batch on four nodes with 128 cores and 8 NUMA domains each, a rank in each domain:
#
#   sbatch slurm.sh IN.h5 OUT.h5 FILTER
#
# Finished work is kept; the same command resumes it.
#SBATCH --job-name=sparseconv
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=8
#SBATCH --cpus-per-task=16
#SBATCH --mem=0
#SBATCH --time=01:00:00
#SBATCH --signal=TERM@120
set -euo pipefail

export PATH=$PATH:$HOME/sparseconv/bin
export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK OMP_PLACES=cores OMP_PROC_BIND=close
export HDF5_USE_FILE_LOCKING=FALSE  # see the page, File locks
# export SLURM_MPI_TYPE=pmix  # where srun does not know the MPI: see the page, MPIs

# srun does not take the number of cores over from sbatch.
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" --cpu-bind=cores \
  sparseconv convolve "$1" "$2" --filter "$3" --layout sharded --resume --progress plain
