import pytest


@pytest.fixture
def temporary_files(tmp_path, monkeypatch):
    """The folder for temporary files. Nothing may be left there."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []
