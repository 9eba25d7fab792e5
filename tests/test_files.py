import errno
import os
from pathlib import Path
from typing import Any

import pytest

from nnviz.errors import ExitCode, NnvizError
from nnviz.files import read_plain, write_whole


def test_a_file_and_its_folders_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "file.bin", b"\x00whole\xff")
    assert (tmp_path / "a" / "b" / "file.bin").read_bytes() == b"\x00whole\xff"


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"a long text that was here before")
    write_whole(path, b"short")
    assert path.read_bytes() == b"short"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.txt"]


def test_others_may_read_it_as_the_umask_says(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_whole(tmp_path / "file.txt", b"")
    finally:
        os.umask(mask)
    assert (tmp_path / "file.txt").stat().st_mode & 0o777 == 0o640


def test_a_full_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")

    def opened_on_a_full_disk(handle: int, mode: str) -> Any:
        os.close(handle)
        return open("/dev/full", mode)  # noqa: PTH123

    monkeypatch.setattr(os, "fdopen", opened_on_a_full_disk)
    with pytest.raises(NnvizError) as failed:
        write_whole(path, b"new")
    assert str(failed.value) == f"cannot write {path}: no space left on device."
    assert failed.value.exit_code == ExitCode.FAILED == 1
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.txt"]


def test_an_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"old")

    def interrupted(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file.txt"]


def test_a_path_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "gallery").write_text("a file")
    with pytest.raises(NnvizError, match=r"cannot write .*: .*gallery is not a folder\."):
        write_whole(tmp_path / "gallery" / "index.html", b"")
    with pytest.raises(NnvizError, match=r"cannot write .*: .* is not a folder\."):
        write_whole(tmp_path / "gallery" / "pages" / "index.html", b"")
    assert (tmp_path / "gallery").read_text() == "a file"


def test_a_path_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "figure.png").mkdir()
    with pytest.raises(NnvizError, match=r"figure\.png: it is a folder\."):
        write_whole(tmp_path / "figure.png", b"")
    assert [entry.name for entry in tmp_path.iterdir()] == ["figure.png"]


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not stop root")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(NnvizError, match=r"permission denied\."):
            write_whole(tmp_path / "file.txt", b"")
    finally:
        tmp_path.chmod(0o700)


def test_a_read_only_file_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(**where: object) -> tuple[int, str]:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("tempfile.mkstemp", read_only)
    with pytest.raises(NnvizError, match=r"read-only file system\."):
        write_whole(tmp_path / "file.txt", b"")


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(NnvizError, match=r"file name too long\."):
        write_whole(tmp_path / ("x" * 300), b"")


def test_the_longest_name_that_the_file_system_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".png")
    write_whole(path, b"figure")
    assert path.read_bytes() == b"figure"


def test_a_pipe_a_folder_and_a_link_are_no_plain_files_to_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"plain")
    assert read_plain(tmp_path / "file", 5) == b"plain"
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("file")
    reasons = {"pipe": "no plain file", "folder": "directory", "link": "symbolic links"}
    for name, reason in reasons.items():
        with pytest.raises(OSError, match=reason):
            read_plain(tmp_path / name, 5)
    with pytest.raises(OSError, match="too large"):
        read_plain(tmp_path / "file", 4)
