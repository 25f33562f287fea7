#!/usr/bin/env bash
# Gets what this machine lacks to build SparseConv without Spack, and prints the CMake arguments
# that go with it, one a line:
#
#   spack/dependencies.sh | xargs -r -d '\n' cmake -S . -B build
#   cmake --build build
#
#   --tests       also what the tests and the benchmark need: GoogleTest, Google Benchmark, and a
#                 Python with what they compare with. Without it the tests are left out, unless a
#                 definition says otherwise
#   --packages    only the Debian packages: no Kokkos, and no arguments are printed
#   --python      only the Debian packages that `pip install ./src/python` needs
#   --portable    only a Kokkos of our own, that is compiled for no processor in particular: what the
#                 Python module is compiled with where CMake finds no Kokkos. Nothing is installed
#   --backend=B   a Kokkos of our own for another backend than OpenMP: cuda (with the nvcc that is
#                 there) or hip (with Debian's hipcc)
#   --arch=A      for this kind of GPU, as Kokkos names it in Kokkos_ARCH_A, and not for HOPPER90 or
#                 AMD_GFX90A
#   -DNAME=VALUE  definitions of the build to come: CMAKE_PREFIX_PATH and its kind for the search, and
#                 SparseConv_ENABLE_MPI=OFF and its kind for what is not needed
#
# What CMake finds is used. Debian packages are installed where this is root; elsewhere the command
# to run is said. A missing Kokkos is built once, into the user's cache folder.
set -euo pipefail
shopt -s inherit_errexit

# Standard output is for the CMake arguments alone, whatever the commands below print.
exec 3>&1 1>&2

readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/sparseconv
# What builds Kokkos, which python3-venv fetches.
packages=(g++ cmake ninja-build python3-venv)
cmake_packages=(Threads)
readonly python_packages=('numpy>=1.26,<3' 'scipy>=1.11,<2' 'h5py>=3.10,<4' 'anndata>=0.11,<0.13'
  'pytest>=7.4,<10' 'nanobind>=2.4,<4' 'scikit-build-core>=1.0,<2' 'threadpoolctl>=3,<4'
  'tqdm>=4,<5')
readonly kokkos_version=4.5.01
# Two folders of this source package are, byte for byte, that release of Kokkos and Kokkos Kernels.
readonly kokkos_source='pycompadre==1.7.6'
readonly kokkos_sha256=c766ec4d445ce076069be4b8c51a23ffac4ee79ea949ca86446bfd8c299b154c

say() { printf 'dependencies: %s\n' "$*"; }
fail() { say "$*"; exit 1; }
checksum() { sha256sum | cut -c 1-8; }

# logged WHAT COMMAND...: what the command prints is shown only if it fails, by clean_up.
logged() {
  local start=$SECONDS
  doing=$1
  shift
  say "$doing ..."
  "$@" > "$temporary/log" 2>&1
  say "$doing: done in $((SECONDS - start)) s"
  doing=
}

clean_up() {
  if [ -n "$doing" ]; then
    cat "$temporary/log"
    say "failed: $doing (what it printed stands above)"
    [[ $doing != fetching* ]] || say 'where there is no network, run this on a machine of the same' \
      'kind that has one, or name a Kokkos with Kokkos Kernels in CMAKE_PREFIX_PATH'
  fi
  rm -rf "$temporary"
}

# once FOLDER COMMAND...: runs the command, which fills the folder, unless it once ran to the end.
once() {
  local folder=$1
  shift
  if [ ! -e "$folder/.complete" ]; then
    rm -rf "$folder"
    "$@"
    touch "$folder/.complete"
  fi
}

# Keeps two set-ups from filling the cache at the same time.
lock_cache() {
  mkdir -p "$cache"
  exec 9> "$cache/lock"
  flock --nonblock 9 || { say 'waiting for another set-up to end'; flock 9; }
}

# A compiler may need 2 GB for one of our files: little memory allows fewer jobs than cores.
compile_pool() {
  local cores kilobytes jobs
  cores=$(nproc)
  kilobytes=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  jobs=$((kilobytes / 2000000))
  echo "-DCMAKE_JOB_POOLS=compile=$((jobs < 1 ? 1 : jobs < cores ? jobs : cores))"
  echo '-DCMAKE_JOB_POOL_COMPILE=compile'
}

# cmake_finds 'NAME [VERSION] [COMPONENTS ...]'...: whether CMake finds these as our build would, in
# this environment and with its definitions and compiler. The probe stays for questions about what
# was found.
cmake_finds() {
  local package probe=$temporary/probe
  rm -rf "$probe"
  mkdir "$probe"
  {
    echo 'cmake_minimum_required(VERSION 3.22)'
    echo 'project(probe LANGUAGES C CXX)'
    echo "set(CMAKE_MODULE_PATH \"$PWD/src/cmake\")"
    for package in "$@"; do
      printf '%s\n' "find_package($package)" "if(NOT ${package%% *}_FOUND)" \
        "  message(SEND_ERROR \"Could NOT find ${package%% *}\")" 'endif()'
    done
  } > "$probe/CMakeLists.txt"
  cmake -S "$probe" -B "$probe" -GNinja "${definitions[@]}" "${build_options[@]}" \
    > "$probe/log" 2>&1
}

probe_cache() { sed -n "s/^$1:[A-Z]*=//p" "$temporary/probe/CMakeCache.txt"; }

# Says what the probe did not find: packages, a compiler, Ninja, CMake itself, a module of Python.
say_unfound() {
  local line unfound='Could NOT find|CMAKE_MAKE_PROGRAM|No CMAKE_.*COMPILER|command not found|No module|or higher is required|is not able to compile'
  sed -nE "/$unfound/{s/^[- ]*//; s/^is not able/the compiler &/; p}" "$temporary/probe/log" | awk '!seen[$4]++' |
    while read -r line; do say "$line"; done
}

# Every package, where there is no dpkg.
missing_packages() {
  local package
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null)" = installed ] ||
      echo "$package"
  done
}

install_packages() {
  local install=(apt-get install -y --no-install-recommends "$@")
  say_unfound
  if ! command -v apt-get > /dev/null; then
    fail "missing is something that these Debian packages hold; install the like, or use Spack: $*"
  elif [ "$(id -u)" != 0 ]; then
    fail "packages are missing; run: sudo ${install[*]}"
  elif [ $purpose = kokkos ]; then
    fail "packages are missing; run: ${install[*]}"
  fi
  export DEBIAN_FRONTEND=noninteractive
  logged 'updating the package lists' apt-get update
  logged "installing $*" "${install[@]}"
}

get_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} = 0 ]; then
    say 'all Debian packages are installed'
  elif cmake_finds "${cmake_packages[@]}" &&
    python3 -c 'import ensurepip, venv' 2>> "$temporary/probe/log"; then
    say "CMake finds all that it needs, without ${missing[*]}"
  else
    install_packages "${missing[@]}"
  fi
}

# definition NAME: the value that the definitions give it, if any.
definition() {
  local definition value=
  for definition in "${definitions[@]}"; do
    [[ ! $definition =~ ^-D$1(:[A-Z]+)?=(.*) ]] || value=${BASH_REMATCH[2]}
  done
  echo "$value"
}

# enabled NAME: whether the build to come has SparseConv_ENABLE_NAME, which is on by default.
enabled() {
  local value
  value=$(definition "SparseConv_ENABLE_$1")
  [[ ! ${value^^} =~ ^(0|OFF|NO|FALSE|N)$ ]]
}

# Adds to packages and cmake_packages what the purpose and the definitions need.
choose_packages() {
  local hdf5=libhdf5-dev
  [ $purpose != kokkos ] || return 0
  if [ $purpose != python ] && enabled MPI; then
    hdf5=libhdf5-openmpi-dev
    packages+=(libopenmpi-dev openmpi-bin)
    cmake_packages+=(MPI)
  fi
  # Some may be missing: libdeflate makes checksums and gzip faster, liblzf and libzip are for
  # reading more kinds of files.
  if enabled IO; then
    packages+=("$hdf5" zlib1g-dev libdeflate-dev liblzf-dev libzip-dev)
    cmake_packages+=(HDF5 ZLIB)
  fi
  if enabled IO && enabled JOB; then
    packages+=(nlohmann-json3-dev)
    cmake_packages+=(nlohmann_json)
  fi
  if [ $purpose != python ] && enabled IO && enabled JOB && enabled CLI; then
    packages+=(libcli11-dev libpng-dev)
    cmake_packages+=(CLI11 PNG)
  fi
  if [ $purpose = tests ]; then
    packages+=(libgtest-dev libbenchmark-dev)
    cmake_packages+=(GTest benchmark)
  fi
  if [ $purpose = tests ] || [ $purpose = python ]; then
    packages+=(python3-dev)
    cmake_packages+=('Python3 COMPONENTS Development.Module')
  fi
}

# python_environment FOLDER PACKAGE...
python_environment() {
  local folder=$1
  shift
  python3 -m venv "$folder"
  "$folder/bin/pip" install --disable-pip-version-check --quiet "$@"
}

# Sets python, an interpreter with the packages that the tests compare with.
get_python() {
  local folder
  folder=$cache/python-$({ python3 --version; echo "${python_packages[@]}"; } | checksum)
  once "$folder" logged 'installing the Python packages of the tests' \
    python_environment "$folder" "${python_packages[@]}"
  python=$folder/bin/python
  say "Python of the tests: $python"
}

fetch_kokkos() {
  echo "$kokkos_source --hash=sha256:$kokkos_sha256" > "$temporary/requirements"
  python_environment "$temporary/fetch" setuptools wheel packaging
  "$temporary/fetch/bin/pip" download --require-hashes --no-deps --no-build-isolation \
    --no-binary :all: -r "$temporary/requirements" -d "$temporary/download"
  mkdir "$temporary/source"
  tar -xf "$temporary"/download/*.tar.gz -C "$temporary/source" --strip-components=1
}

# cmake_install SOURCE PREFIX DEFINITION...
cmake_install() {
  local source=$1 prefix=$2 pool
  shift 2
  mapfile -t pool < <(compile_pool)
  cmake -S "$source" -B "$source/build" -GNinja "${pool[@]}" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
    -DCMAKE_POSITION_INDEPENDENT_CODE=ON "$@"
  cmake --build "$source/build" --target install
}

# Sets kokkos_options and kernels_options, what Kokkos and Kokkos Kernels are built with, and
# build_options, what their users are; all as tried with Kokkos 4.5.01. Several sources of Kokkos in
# one (UNITY_BUILD) compile in half the time.
choose_backend() {
  local gpu openmp=(-DKokkos_ENABLE_OPENMP=ON -DCMAKE_UNITY_BUILD=ON)
  kokkos_options=(-DKokkos_ENABLE_SERIAL=ON)
  kernels_options=()
  build_options=()
  case $backend in
    openmp) kokkos_options+=("${openmp[@]}" -DKokkos_ARCH_NATIVE=ON) ;;
    portable) kokkos_options=("${openmp[@]}") ;;
    cuda)
      gpu=${arch:-HOPPER90}
      # COMPILE_AS_CMAKE_LANGUAGE: the nvcc_wrapper of this release knows no CUDA 13.
      build_options=("-DCMAKE_CUDA_ARCHITECTURES=${gpu//[!0-9]/}"
        "-DCMAKE_CUDA_FLAGS=--pre-include=$PWD/.ci/cuda_13.hpp")
      kokkos_options+=(-DKokkos_ENABLE_CUDA=ON "-DKokkos_ARCH_$gpu=ON"
        -DKokkos_ENABLE_COMPILE_AS_CMAKE_LANGUAGE=ON)
      kernels_options=(-DKokkosKernels_ENABLE_TPL_{CUSPARSE,CUBLAS,CUSOLVER}"=OFF")
      ;;
    hip)
      gpu=${arch:-AMD_GFX90A}
      build_options=(-DCMAKE_CXX_COMPILER=hipcc)
      kokkos_options+=(-DKokkos_ENABLE_HIP=ON "-DKokkos_ARCH_$gpu=ON"
        -DKokkos_ENABLE_ROCTHRUST=OFF)
      kernels_options=(-DKokkosKernels_ENABLE_TPL_{ROCSPARSE,ROCBLAS,ROCSOLVER}"=OFF")
      packages+=(hipcc libamdhip64-dev rocm-device-libs libhsa-runtime-dev)
      ;;
    *) fail "not a backend: $backend (there are openmp, cuda and hip)" ;;
  esac
}

# The kernels are instantiated in our own files, for our types: no need to do it here (ETI).
build_kokkos() {
  local prefix=$1
  shift
  logged "fetching Kokkos $kokkos_version" fetch_kokkos
  logged "building Kokkos $kokkos_version for $backend (half a minute)" \
    cmake_install "$temporary/source/kokkos" "$prefix" "$@" "${kokkos_options[@]}"
  logged "building Kokkos Kernels $kokkos_version" \
    cmake_install "$temporary/source/kokkos-kernels" "$prefix" "$@" "${kernels_options[@]}" \
    -DKokkos_ROOT="$prefix" -DKokkosKernels_ENABLE_ALL_COMPONENTS=OFF \
    -DKokkosKernels_ENABLE_COMPONENT_SPARSE=ON -DKokkosKernels_ADD_DEFAULT_ETI=OFF \
    -DKokkosKernels_ENABLE_TPL_BLAS=OFF
}

# kokkos_prefix COMPILER: where our own Kokkos is. It is compiled for the processor of this machine,
# unless it is portable; the checksum is that of all the compiler tells about it.
kokkos_prefix() {
  local identification='s/.*CXX compiler identification is \([^ ]*\) \([^ ]*\).*/\1-\2/p'
  local compiler processor
  compiler=$(sed -n "$identification" "$temporary/probe/log")
  [ "$backend" = portable ] || processor=-march=native
  processor=$("$1" ${processor:-} -dM -E -x c++ /dev/null | checksum)
  echo "$cache/kokkos-$kokkos_version-$backend${arch:+-${arch,,}}-${compiler,,}-$processor"
}

# Sets kokkos and kokkos_kernels, the folders of their CMake packages.
get_kokkos() {
  local compiler prefix
  if cmake_finds 'Kokkos 4.5' 'KokkosKernels 4.5' && [ "$backend" = openmp ]; then
    kokkos=$(probe_cache Kokkos_DIR)
    kokkos_kernels=$(probe_cache KokkosKernels_DIR)
  else
    say "no Kokkos with Kokkos Kernels, 4.5 or newer, found for $backend: taking our own"
    compiler=$(probe_cache CMAKE_CXX_COMPILER)
    command -v "$compiler" > /dev/null || { cat "$temporary/probe/log"; fail 'no C++ compiler'; }
    prefix=$(kokkos_prefix "$compiler")
    once "$prefix" build_kokkos "$prefix" -DCMAKE_CXX_COMPILER="$compiler" "${build_options[@]}"
    kokkos=$prefix/lib/cmake/Kokkos
    kokkos_kernels=$prefix/lib/cmake/KokkosKernels
  fi
  say "Kokkos: $kokkos"
}

purpose=program
only_packages=no
backend=openmp
arch=
definitions=()
for argument in "$@"; do
  case $argument in
    --tests) purpose=tests ;;
    --packages) only_packages=yes ;;
    --python) purpose=python only_packages=yes ;;
    --portable) purpose=kokkos backend=portable ;;
    --backend=*) backend=${argument#--backend=} ;;
    --arch=?*) arch=${argument#--arch=} ;;
    -D?*) definitions+=("$argument") ;;
    *) fail "not an option: $argument (there are --tests, --packages, --python, --portable, --backend=B, --arch=A and -DNAME=VALUE)" ;;
  esac
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
choose_backend
choose_packages
temporary=$(mktemp -d)
doing=
trap clean_up EXIT
lock_cache
get_packages
[ $only_packages = no ] || exit 0
get_kokkos
[ $purpose != tests ] || get_python

# Kokkos is given by folder, so that a build folder configured with another one follows.
{
  echo -GNinja
  compile_pool
  printf '%s\n' "-DKokkos_DIR=$kokkos" "-DKokkosKernels_DIR=$kokkos_kernels" \
    "${build_options[@]}"
  if [ $purpose = tests ]; then
    printf '%s\n' -DSparseConv_ENABLE_{TESTS,PERF,PYTHON}=ON "-DSparseConv_PYTHON=$python"
  elif [ -z "$(definition SparseConv_ENABLE_TESTS)" ]; then
    echo -DSparseConv_ENABLE_TESTS=OFF
  fi
} >&3
