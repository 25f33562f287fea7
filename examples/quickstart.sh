#!/usr/bin/env bash
# Goes from a bare machine to a result: gets what is missing, builds the program in build/, and
# blurs a batch of footprints with a cosine filter, as is done to the footprints of neurons.
#
#   examples/quickstart.sh [-DNAME=VALUE]...   definitions for CMake, such as CMAKE_PREFIX_PATH
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Leaves out what takes long to compile and the program does not need, unless the build folder has it
# already: the tests, and all methods once more for a single thread.
if [ -e build/CTestTestfile.cmake ]; then
  definitions=(-DSparseConv_ENABLE_TESTS=ON)
else
  definitions=(-DSparseConv_ENABLE_TESTS=OFF -DSparseConv_ENABLE_SERIAL=OFF)
fi
definitions+=("$@")

dependencies=$(spack/dependencies.sh "${definitions[@]}")
mapfile -t dependencies <<< "$dependencies"
cmake -S . -B build --log-level=NOTICE -DSparseConv_ENABLE_MPI=ON "${dependencies[@]}" \
  "${definitions[@]}"
cmake --build build

set -a
. examples/mpi_settings
set +a
sparseconv=build/bin/sparseconv
ranks=()
if grep -q '^SparseConv_ENABLE_MPI:[A-Z]*=ON$' build/CMakeCache.txt; then
  ranks=("$(sed -n 's/^MPIEXEC_EXECUTABLE:[A-Z]*=//p' build/CMakeCache.txt)" -n 2)
fi
"${ranks[@]}" $sparseconv convolve examples/data/coins_rois.h5 build/coins_blurred.h5 \
  --filter cosine:10 --report build/coins_report.json
$sparseconv view examples/data/coins_rois.h5 build/coins_before.png --scale log
$sparseconv view build/coins_blurred.h5 build/coins_after.png --scale log

echo 'The result is build/coins_blurred.h5, its report build/coins_report.json;'
echo 'the pictures are build/coins_before.png and build/coins_after.png.'
