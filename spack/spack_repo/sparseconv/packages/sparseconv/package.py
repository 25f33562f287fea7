# Copyright Spack Project Developers. See COPYRIGHT file for details.
#
# SPDX-License-Identifier: (Apache-2.0 OR MIT)
import os

from spack_repo.builtin.build_systems.cmake import CMakePackage
from spack_repo.builtin.build_systems.cuda import CudaPackage
from spack_repo.builtin.build_systems.rocm import ROCmPackage

from spack.package import *


class Sparseconv(CMakePackage, CudaPackage, ROCmPackage):
    """Convolves large batches of sparse 2-D images with small filters: CSR matrices in and out,
    on Kokkos, MPI and HDF5."""

    # The checkout that this recipe is part of. `spack develop` takes its files as they are, also
    # without git. `.ci/archive` adds the version and the url of an archive. In a public repository
    # of recipes, homepage, url and git are those of the place where the sources are kept.
    git = "file://" + os.path.abspath(os.path.join(os.path.dirname(__file__), *5 * [".."]))

    tags = ["image-processing", "kokkos", "sparse"]

    test_requires_compiler = True

    license("MIT")

    version("main", branch="main")

    variant("mpi", default=True, description="Build the component mpi: batches spread over ranks")
    variant("hdf5", default=True, description="Build the components io and job: batches in files")
    variant("cli", default=True, when="+hdf5", description="Build the program sparseconv")
    variant("python", default=False, description="Build the Python module sparseconv")
    variant("openmp", default=True, description="Use Kokkos with OpenMP")
    variant("serial", default=True, description="Use Kokkos with its backend Serial")
    variant("shared", default=True, description="Build shared libraries")

    depends_on("cxx", type="build")
    depends_on("c", type="build", when="+hdf5")
    depends_on("cmake@3.22:", type="build")
    depends_on("googletest", type="test")

    depends_on("kokkos@4.5:5")
    depends_on("kokkos-kernels@4.5:5")  # of the version of Kokkos, as its recipe says
    depends_on("kokkos+openmp", when="+openmp")
    depends_on("kokkos+serial", when="+serial")
    conflicts("~serial", when="~openmp", msg="a host backend is needed: +openmp or +serial")
    # Libraries and programs that each held their own Kokkos would initialise only one of them.
    depends_on("kokkos+shared", when="+shared")
    depends_on("kokkos-kernels+shared", when="+shared")

    depends_on("mpi", when="+mpi")
    depends_on("hdf5@1.10.5:", when="+hdf5")
    depends_on("zlib-api", when="+hdf5")
    depends_on("libdeflate", when="+hdf5")
    depends_on("liblzf", when="+hdf5")
    depends_on("libzip", when="+hdf5")
    depends_on("nlohmann-json@3.9:", when="+hdf5")
    depends_on("hdf5+mpi", when="+hdf5+mpi")
    depends_on("hdf5~mpi", when="+hdf5~mpi")
    depends_on("cli11@2.1:", when="+cli")
    depends_on("libpng", when="+cli")

    extends("python", when="+python")
    with when("+python"):
        depends_on("python@3.9:", type=("build", "link", "run"))
        depends_on("py-nanobind@2.4:", type="build")
        depends_on("py-numpy@1.22:", type="run")
        depends_on("py-scipy@1.11:", type="run")

    for arch in CudaPackage.cuda_arch_values:
        cuda = f"+cuda cuda_arch={arch}"
        depends_on(f"kokkos {cuda}", when=cuda)
        depends_on(f"kokkos-kernels {cuda}", when=cuda)
    conflicts("cuda_arch=none", when="+cuda")
    requires("^kokkos+cuda_lambda", when="+cuda ^kokkos@:4")
    requires(
        "^kokkos+wrapper",
        "^kokkos+cmake_lang",
        "%cxx=llvm",
        policy="any_of",
        when="+cuda",
        msg="CUDA needs nvcc_wrapper, a Kokkos that has CMake know CUDA, or Clang",
    )

    for target in ROCmPackage.amdgpu_targets:
        rocm = f"+rocm amdgpu_target={target}"
        depends_on(f"kokkos {rocm}", when=rocm)
    conflicts("amdgpu_target=none", when="+rocm")
    conflicts("+cuda", when="+rocm")

    def cmake_args(self):
        kokkos = self.spec["kokkos"]
        arguments = [
            self.define("CMAKE_CXX_STANDARD", kokkos.variants["cxxstd"].value),
            self.define("SparseConv_ENABLE_TESTS", self.run_tests),
            self.define_from_variant("BUILD_SHARED_LIBS", "shared"),
            self.define_from_variant("SparseConv_ENABLE_SERIAL", "serial"),
            self.define_from_variant("SparseConv_ENABLE_MPI", "mpi"),
            self.define_from_variant("SparseConv_ENABLE_IO", "hdf5"),
            self.define_from_variant("SparseConv_ENABLE_JOB", "hdf5"),
            self.define("SparseConv_ENABLE_CLI", self.spec.satisfies("+cli")),
            self.define_from_variant("SparseConv_ENABLE_PYTHON", "python"),
        ]
        if self.spec.satisfies("+python"):
            arguments += [
                self.define("Python_EXECUTABLE", self.spec["python"].command.path),
                self.define("SparseConv_PYTHON_FOLDER", python_platlib),
            ]
        return arguments + self.compiler_arguments()

    def compiler_arguments(self):
        """The compiler for which Kokkos was built, where it is not that of the spec."""
        if self.spec.satisfies("+rocm"):
            return [self.define("CMAKE_CXX_COMPILER", self.spec["hip"].hipcc)]
        if self.spec.satisfies("+cuda"):
            return [self.define("CMAKE_CXX_COMPILER", self["kokkos"].kokkos_cxx)]
        return []

    @run_after("install")
    def keep_examples(self):
        cache_extra_test_sources(self, "examples")

    def test_examples(self):
        """build the examples against what is installed, and run them"""
        cmake = self.spec["cmake"].command
        ctest = Executable(os.path.join(self.spec["cmake"].prefix.bin, "ctest"))
        arguments = [
            self.define("CMAKE_PREFIX_PATH", get_cmake_prefix_path(self)),
            self.define("CMAKE_CXX_STANDARD", self.spec["kokkos"].variants["cxxstd"].value),
        ]
        with working_dir(join_path(self.test_suite.current_test_cache_dir, "examples")):
            cmake("-S", ".", "-B", "build", *arguments, *self.compiler_arguments())
            cmake("--build", "build")
            ctest("--test-dir", "build", "--output-on-failure")

    def test_module(self):
        """the Python module convolves"""
        if self.spec.satisfies("~python"):
            raise SkipTest("built without the Python module")
        python = self.spec["python"].command
        python("-c", "import numpy, sparseconv; sparseconv.convolve(numpy.eye(9), 'box:3')")

    def test_version(self):
        """the program starts"""
        if self.spec.satisfies("~cli"):
            raise SkipTest("built without the program")
        program = Executable(self.prefix.bin.sparseconv)
        assert "sparseconv" in program("--version", output=str.split)
