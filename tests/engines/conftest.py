"""The engines that the tests run on: real ones, as processes of their own, from where `make prism` and `make flink` put them."""

import os
import subprocess
import sys
from pathlib import Path

import apache_beam
import pytest

CACHE = Path(os.environ.get("DATELINE_ENGINES", Path.home() / ".cache" / "dateline"))
PRISM = CACHE / f"prism-{apache_beam.__version__}"
FLINK = CACHE / f"beam-runners-flink-1.20-job-server-{apache_beam.__version__}.jar"

FLAGS = {
    "prism": ["--runner=PrismRunner", f"--prism_location={PRISM}"],
    "flink": [
        "--runner=FlinkRunner",
        "--flink_master=[local]",
        f"--flink_job_server_jar={FLINK}",
        "--flink_version=1.20",
        "--parallelism=2",
    ],
}
LOOPBACK = ["--environment_type=LOOPBACK"]


@pytest.fixture(scope="session", params=["prism", "flink"])
def engine(request):
    """Beam's flags for an engine. What is not there is skipped, and said in the summary."""
    needed = {"prism": PRISM, "flink": FLINK}[request.param]
    if not needed.exists():
        pytest.skip(f"NOT RUN ON {request.param.upper()}: {needed.name} is not there; `make {request.param}` fetches it")
    return FLAGS[request.param]


@pytest.fixture(scope="session")
def wheel_only(tmp_path_factory):
    """A folder with what the wheel holds, as a worker gets it that was built where there is no compiler: for the path of processes that
    are to know nothing else of Dateline.
    """
    folder, root = tmp_path_factory.mktemp("wheel"), Path(__file__).parents[2]
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, root], check=True, env={**os.environ, "CC": "false"})
    (wheel,) = folder.glob("dateline-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", folder / "installed", wheel], check=True)
    return folder / "installed"
