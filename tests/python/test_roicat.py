"""ROICaT's own module for blurring, which convolves with our class in place of the original's."""

import shutil
import subprocess
import sys

import pytest
from conftest import archive_of

ROICAT = "roicat==1.7.13"
SHA256 = "c46bd335672dc3c20208c2cf7be29d2fa15d8a425632c51d5d5532fabff878ce"

# Of ROICaT only what the module imports is loaded, and whatever is not installed of the dozens of
# packages that this imports is replaced by a stand-in: blurring uses NumPy and SciPy alone.
PROGRAM = """
import importlib.abc, importlib.machinery, pathlib, sys, types, unittest.mock

class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = unittest.mock.MagicMock(name=spec.name)
        module.__path__, module.__spec__, module.__version__ = [], spec, "0"
        return module

    def exec_module(self, module):
        pass

import numpy as np, scipy.optimize, scipy.signal, scipy.sparse, scipy.stats
import sparseconv

sys.modules["sparse_convolution"] = types.ModuleType("sparse_convolution")
sys.modules["sparse_convolution"].Toeplitz_convolution2d = sparseconv.Toeplitz_convolution2d
sys.path.append(sys.argv[1])  # where ROICaT looks for its version
for package in ("roicat", "roicat.tracking"):
    sys.modules[package] = types.ModuleType(package)
    sys.modules[package].__path__ = [str(pathlib.Path(sys.argv[1], *package.split(".")))]
sys.meta_path.append(StandIns())
from roicat.tracking.blurring import ROI_Blurrer

shape = (60, 47)
rng = np.random.default_rng(1)
sessions = [scipy.sparse.random(n, shape[0] * shape[1], 0.02, "csr", np.float32, rng)
            for n in (12, 1, 30)]
blurrer = ROI_Blurrer(frame_shape=shape, kernel_halfWidth=5, verbose=False)
assert type(blurrer._conv) is sparseconv.Toeplitz_convolution2d
blurred = blurrer.blur_ROIs(sessions)
pictures = blurrer.get_ROIsBlurred_maxIntensityProjection()
for session, result, picture in zip(sessions, blurred, pictures):
    dense = session.toarray().astype(float).reshape(-1, *shape)
    expected = np.array([scipy.signal.convolve2d(roi, blurrer.kernel, "same") for roi in dense])
    assert type(result) is scipy.sparse.csr_matrix and result.dtype == np.float32
    np.testing.assert_allclose(result.toarray().reshape(expected.shape), expected, 1e-5, 1e-6)
    expected /= expected.max((1, 2), keepdims=True)
    np.testing.assert_allclose(picture, expected.max(0), 1e-5, 1e-6)
    np.testing.assert_allclose(
        sparseconv.max_projection(result, shape, normalize="max"), picture, 1e-5, 1e-6)
print("blurred", len(blurred))
"""


@pytest.fixture(scope="module")
def roicat(tmp_path_factory):
    """A folder that holds the package, without what it depends on."""
    folder = tmp_path_factory.mktemp("roicat")
    shutil.unpack_archive(archive_of(ROICAT, SHA256), folder, "zip")
    return folder


def test_blurring(roicat, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), str(roicat)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout == "blurred 3\n"
