"""Galleries made by a Dask cluster: a real scheduler and its workers, on this machine."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

import nnviz
from nnviz.errors import NnvizError, UsageError
from nnviz.gallery import build
from tests.waiting import NEVER, wait_for

SLOW_ONCE = """
import os
import time
from pathlib import Path

from nnviz import Concept

MARK = Path({mark!r})


class SlowOnce(Concept):
    "It waits for its end the first time that it is made."

    def compute(self):
        if not MARK.exists():
            parent = os.getppid()  # which forked this one; what asked it is its own parent
            worker = open(f"/proc/{{parent}}/stat").read().rpartition(")")[2].split()[1]
            MARK.with_suffix(".new").write_text(str(os.getpgid(int(worker))))
            MARK.with_suffix(".new").rename(MARK)
            time.sleep(300)
        return {{"a": [0.0, 1.0]}}

    def draw(self, result, figure):
        figure.subplots().plot(result["a"])
"""


KILLS_ITS_WORKER = """
import os
import signal

from nnviz import Concept


class Kills(Concept):
    "It ends what made it."

    def compute(self):
        parent = os.getppid()  # which forked this one; what asked it is its own parent
        worker = open(f"/proc/{parent}/stat").read().rpartition(")")[2].split()[1]
        os.kill(int(worker), signal.SIGKILL)
        while True:
            pass

    def draw(self, result, figure):
        figure.subplots()
"""


@contextmanager
def dask(*words: object, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Dask in a process group of its own."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "dask", *map(str, words), "--no-dashboard"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **more},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """Run a scheduler and give its address."""
    contact = folder / "scheduler.json"
    words = ("scheduler", "--host", "127.0.0.1", "--port", 0, "--scheduler-file", contact)
    with dask(*words):
        wait_for(lambda: contact.exists() and contact.read_text().endswith("}"))
        yield json.loads(contact.read_text())["address"]


@contextmanager
def worker(address: str, folder: Path, **more: str) -> Iterator[None]:
    """Run one more worker, with one thread, its nanny beside it, and go on when it is there."""
    there = workers(address)
    words = ("worker", address, "--nworkers", 1, "--nthreads", 1, "--local-directory", folder)
    with dask(*words, **more):
        wait_for(lambda: workers(address) > there)
        yield


def workers(address: str) -> int:
    """Return how many workers a scheduler has."""
    distributed = pytest.importorskip("distributed")
    with distributed.Client(address, set_as_default=False) as client:
        return len(client.scheduler_info(n_workers=-1)["workers"])


@contextmanager
def two_workers(folder: Path) -> Iterator[str]:
    """Run a scheduler and two workers, and give the scheduler's address when they are there."""
    pytest.importorskip("distributed")
    with scheduler(folder) as address, worker(address, folder), worker(address, folder):
        yield address


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster that no test may harm."""
    with two_workers(tmp_path_factory.mktemp("cluster")) as address:
        yield address


@pytest.fixture
def slow_once(tmp_path: Path) -> tuple[Path, Path]:
    """A plugin that must be made twice, and the file with the process group that makes it."""
    plugin, mark = tmp_path / "slow_once.py", tmp_path / "mark"
    plugin.write_text(SLOW_ONCE.format(mark=str(mark)))
    return plugin, mark


@pytest.mark.parametrize("address", ["momentum", "tcp://", "tcp://here", "tcp://here:port", ":1"])
def test_what_is_no_address_is_refused_before_anything_is_made(catalog, tmp_path, address):
    with pytest.raises(UsageError, match="the address of a cluster is like tcp://"):
        build(catalog("growth"), tmp_path / "gallery", cluster=address)
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_its_name_is_told(catalog, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="a cluster needs: python -m pip install distributed"):
        build(catalog("growth"), tmp_path / "gallery", cluster="tcp://127.0.0.1:8786")
    assert list(tmp_path.iterdir()) == []


def test_a_gallery_with_nothing_to_make_needs_no_cluster(catalog, built, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    shutil.copytree(built[0], tmp_path / "gallery")
    report = build(catalog("decay", "growth"), tmp_path / "gallery", cluster="tcp://127.0.0.1:1")
    assert report.unchanged == ["decay", "growth"]


@pytest.mark.slow
def test_nobody_at_the_address_is_told(catalog, tmp_path):
    pytest.importorskip("distributed")
    with pytest.raises(NnvizError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1;"):
        build(catalog("growth"), tmp_path / "gallery", cluster="tcp://127.0.0.1:1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_cluster_without_workers_is_told(catalog, tmp_path):
    pytest.importorskip("distributed")
    with scheduler(tmp_path) as address, pytest.raises(NnvizError, match="has no workers"):
        build(catalog("growth"), tmp_path / "gallery", cluster=address)
    assert not (tmp_path / "gallery").exists()


@pytest.mark.slow
def test_a_cluster_makes_the_same_bytes(catalog, built, digests, cluster, tmp_path):
    report = build(catalog("decay", "growth"), tmp_path, cluster=cluster)
    assert sorted(report.made) == ["decay", "growth"]
    assert digests(tmp_path) == digests(built[0])


@pytest.mark.slow
def test_what_fails_on_a_cluster_is_told_as_it_is_here(catalog, cluster, tmp_path):
    failing = catalog("raises", "exits", "crashes", "growth")
    here, there = build(failing, tmp_path / "here"), build(failing, tmp_path / "a", cluster=cluster)
    assert there.made == ["growth"]
    assert there.failed == here.failed


@pytest.mark.slow
def test_a_concept_that_hangs_on_a_cluster_costs_only_itself(catalog, cluster, tmp_path):
    report = build(catalog("hangs", "growth"), tmp_path, timeout=20, cluster=cluster)
    assert "it took longer than 20 s and was stopped" in report.failed["hangs"]
    assert report.made == ["growth"]


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_costs_nothing_but_time(
    catalog, digests, slow_once, tmp_path
):
    plugin, mark = slow_once

    def kill_the_worker() -> None:
        wait_for(mark.exists)
        os.killpg(int(mark.read_text()), signal.SIGKILL)

    there, here = tmp_path / "there", tmp_path / "here"
    with two_workers(tmp_path) as address:
        killer = Thread(target=kill_the_worker)
        killer.start()
        report = build(catalog(plugin, "growth"), there, cluster=address)
        killer.join()
    assert sorted(report.made) == ["growth", "slow-once"]
    build(catalog(plugin, "growth"), here)
    assert digests(there) == digests(here)


@pytest.mark.slow
def test_a_concept_that_kills_every_worker_costs_only_itself(catalog, tmp_path):
    plugin = tmp_path / "kills.py"
    plugin.write_text(KILLS_ITS_WORKER)
    with two_workers(tmp_path) as address:
        report = build(catalog(plugin, "growth"), tmp_path / "gallery", cluster=address)
    assert report.failed == {"kills": f"plugin {plugin}: every worker that made its page died."}
    assert report.made == ["growth"]


@pytest.mark.slow
def test_ctrl_c_cancels_what_was_sent_and_leaves_a_valid_folder(cluster, slow_once, tmp_path):
    distributed = pytest.importorskip("distributed")
    plugin, mark = slow_once
    words = ["-m", "nnviz", "--plugin", str(plugin), "--block", "nnviz-teach", "gallery", "gallery"]
    child = subprocess.Popen(
        [sys.executable, *words, "--cluster", cluster, "--timeout", "30"],
        cwd=tmp_path,
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(mark.exists)
    os.killpg(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=NEVER)
    assert (child.returncode, said) == (130, "Interrupted.\n")
    assert not list((tmp_path / "gallery").iterdir())
    with distributed.Client(cluster, set_as_default=False) as client:
        wait_for(lambda: client.run_on_scheduler(lambda dask_scheduler: not dask_scheduler.tasks))


@pytest.mark.slow
def test_a_scheduler_killed_in_the_middle_is_told_in_a_sentence(slow_once, tmp_path):
    distributed = pytest.importorskip("distributed")
    plugin, mark = slow_once
    words = ["-m", "nnviz", "--plugin", str(plugin), "--block", "nnviz-teach", "gallery", "gallery"]
    with two_workers(tmp_path) as address:
        with distributed.Client(address, set_as_default=False) as client:
            scheduler = client.run_on_scheduler(os.getpid)
        child = subprocess.Popen(
            [sys.executable, *words, "--cluster", address],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(mark.exists)
        os.kill(scheduler, signal.SIGKILL)
        _, said = child.communicate(timeout=NEVER)
    assert child.returncode == 1
    assert said == f"Error: the cluster at {address} went away; run again to make the rest.\n"
    assert not list((tmp_path / "gallery").iterdir())


@pytest.mark.slow
def test_workers_that_lack_a_plugin_are_told_which(catalog, cluster, tmp_path, monkeypatch):
    folder = tmp_path / "site"
    (folder / "course-1.0.dist-info").mkdir(parents=True)
    (folder / "course-1.0.dist-info" / "METADATA").write_text("Name: course\nVersion: 1.0\n")
    (folder / "course-1.0.dist-info" / "entry_points.txt").write_text(
        "[nnviz]\ngrown = course_growth:Growth\n"
    )
    shutil.copy(Path(__file__).parent / "plugins" / "growth.py", folder / "course_growth.py")
    monkeypatch.syspath_prepend(folder)
    with pytest.raises(NnvizError, match=r"worker tcp://.* lacks the plugin course:grown"):
        build(catalog(), tmp_path / "gallery", cluster=cluster)
    assert not (tmp_path / "gallery").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "code", "told"),
    [
        (nnviz.__version__, "# not as it is here\n", "runs other code of nnviz"),
        (
            nnviz.__version__,
            "raise ImportError('no nnviz here')\n",
            "cannot use nnviz.*no nnviz here",
        ),
        ("0.0.1", "", r"has nnviz 0\.0\.1; install nnviz "),
    ],
)
def test_workers_with_another_nnviz_are_refused(catalog, tmp_path, version, code, told):
    pytest.importorskip("distributed")
    site = tmp_path / "site"
    shutil.copytree(Path(nnviz.__file__).parent, site / "nnviz")
    with (site / "nnviz" / "__init__.py").open("a") as file:
        file.write(code)
    info = site / f"nnviz_teach-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: nnviz-teach\nVersion: {version}\n")
    with (
        scheduler(tmp_path) as address,
        worker(address, tmp_path, PYTHONPATH=str(site)),
        pytest.raises(NnvizError, match=f"tcp://.* {told}"),
    ):
        build(catalog("growth"), tmp_path / "gallery", cluster=address)
    assert not (tmp_path / "gallery").exists()


@pytest.mark.slow
def test_a_machine_that_never_answers_is_told(catalog, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr("nnviz.gallery.cluster._LOOK", 2.0)
    with scheduler(tmp_path) as address, worker(address, tmp_path):
        with distributed.Client(address, set_as_default=False) as client:
            (process,) = client.run(os.getpid).values()
        os.kill(process, signal.SIGSTOP)
        with pytest.raises(NnvizError, match=r"not every machine .* has answered within 2 s"):
            build(catalog("growth"), tmp_path / "gallery", cluster=address)
    assert not (tmp_path / "gallery").exists()


@pytest.mark.slow
def test_a_cluster_that_sends_nothing_is_given_up(catalog, cluster, tmp_path, monkeypatch):
    monkeypatch.setattr("nnviz.gallery.cluster.make_there", lambda *_, **__: sleep(30))
    monkeypatch.setattr("nnviz.gallery.cluster._GRACE", 1.0)
    report = build(catalog("growth"), tmp_path / "gallery", timeout=2, cluster=cluster)
    assert "the cluster has sent nothing for 3 s" in report.failed["growth"]


@pytest.mark.slow
def test_what_a_worker_sends_instead_of_a_page_is_refused(catalog, cluster, tmp_path, monkeypatch):
    monkeypatch.setattr("nnviz.gallery.cluster.make_there", lambda *_, **__: {"reason": 5})
    report = build(catalog("growth"), tmp_path / "gallery", cluster=cluster)
    assert "the cluster could not make its page" in report.failed["growth"]
