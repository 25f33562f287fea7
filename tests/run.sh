#!/usr/bin/env bash
# Gets what is missing, builds everything in build/, and runs the tests.
#
#   tests/run.sh [-DNAME=VALUE | CTEST_ARGUMENT]...
#   tests/run.sh -DBUILD_SHARED_LIBS=ON -R direct
#
# Definitions stay in build/ for later runs, until others are given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

definitions=()
ctest_arguments=()
for argument in "$@"; do
  case $argument in
    -D?*=*) definitions+=("$argument") ;;
    *) ctest_arguments+=("$argument") ;;
  esac
done

dependencies=$(spack/dependencies.sh --tests "${definitions[@]}")
mapfile -t dependencies <<< "$dependencies"
cmake -S . -B build --log-level=NOTICE -DSparseConv_ENABLE_MPI=ON \
  -DSparseConv_ENABLE_SERIAL=ON "${dependencies[@]}" "${definitions[@]}"
cmake --build build
ctest --test-dir build --parallel "$(nproc)" --output-on-failure --no-tests=error \
  "${ctest_arguments[@]}"
