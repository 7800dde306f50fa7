"""What `deploy/` offers is what its own readers take: systemd, Kubernetes, cron, the Flink operator, Airflow, Docker."""

import ast
import itertools
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest
import yaml

from pipeline.cli import _split_flags, app

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
KUBERNETES_VERSION = "1.34"
HADOLINT = Path(sys.executable).parent / "hadolint"

TEXT, WHOLE, POD = {"type": "string"}, {"type": "integer"}, {"type": "object", "required": ["spec"]}
_RESOURCE = {"type": "object", "properties": {"cpu": {"type": "number"}, "memory": TEXT}, "additionalProperties": False}
_MANAGER = {
    "type": "object",
    "properties": {"replicas": WHOLE, "resource": _RESOURCE, "podTemplate": POD},
    "required": ["resource"],
    "additionalProperties": False,
}
# Of the operator's CustomResourceDefinition (flinkdeployments.flink.apache.org, v1beta1) what a session cluster has.
FLINK_DEPLOYMENT = {
    "type": "object",
    "properties": {
        "image": TEXT,
        "imagePullPolicy": TEXT,
        "flinkVersion": {"enum": ["v1_17", "v1_18", "v1_19", "v1_20"]},
        "flinkConfiguration": {"type": "object", "additionalProperties": TEXT},
        "serviceAccount": TEXT,
        "podTemplate": POD,
        "jobManager": _MANAGER,
        "taskManager": _MANAGER,
    },
    "required": ["flinkVersion", "flinkConfiguration", "serviceAccount", "jobManager", "taskManager"],
    "additionalProperties": False,
}


def manifests():
    for path in sorted(DEPLOY.rglob("*.yaml")):
        for number, document in enumerate(yaml.safe_load_all(path.read_text())):
            yield pytest.param(document, id=f"{path.name}-{number}-{document['kind']}")


@pytest.mark.parametrize("document", [each for each in manifests() if "FlinkDeployment" not in each.id])
def test_kubernetes_takes_the_manifests(document):
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="NOT VALIDATED: kubernetes-validate is not installed")
    kubernetes_validate.validate(document, KUBERNETES_VERSION, strict=True)


@pytest.mark.parametrize("document", [each for each in manifests() if "FlinkDeployment" in each.id])
def test_the_flink_operator_takes_the_cluster(document):
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="NOT VALIDATED: kubernetes-validate is not installed")
    jsonschema.validate(document["spec"], FLINK_DEPLOYMENT)
    pod = document["spec"]["taskManager"]["podTemplate"]
    # Of Flink's own container the operator fills in the image.
    spec = {"containers": [{"image": "flink", **container} for container in pod["spec"]["containers"]], "volumes": pod["spec"]["volumes"]}
    kubernetes_validate.validate(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "task"}, "spec": spec}, KUBERNETES_VERSION, strict=True
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="NOT VALIDATED: there is no systemd-analyze")
def test_systemd_takes_the_units(tmp_path):
    for unit in (DEPLOY / "systemd").iterdir():
        # The program and its user are the operator's to install.
        text = re.sub(r"ExecStart=\S+", f"ExecStart={shutil.which('true')}", unit.read_text()).replace("User=dateline\n", "")
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", *tmp_path.iterdir()], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line] == []
    subprocess.run(["systemd-analyze", "calendar", "*:0/10"], check=True, capture_output=True)


def schedules():
    yield from re.findall(r"^((?:\S+ ){4}\S+) dateline ", (DEPLOY / "cron" / "dateline").read_text(), re.MULTILINE)
    yield from re.findall(r'schedule[:=] ?"([^"]+)"', "".join(path.read_text() for path in DEPLOY.rglob("*.*") if path.is_file()))


def test_cron_takes_the_schedules():
    croniter = pytest.importorskip("croniter", reason="NOT VALIDATED: croniter is not installed")
    assert sorted(set(schedules())) == ["*/10 * * * *", "17 3 * * *"]
    assert all(croniter.croniter.is_valid(schedule) for schedule in schedules())


def test_the_airflow_dag_is_python_that_imports_what_airflow_has():
    tree = ast.parse((DEPLOY / "airflow" / "dateline_dag.py").read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"airflow.sdk", "airflow.providers.standard.operators.bash"}


@pytest.mark.skipif(not HADOLINT.exists(), reason="NOT VALIDATED: there is no hadolint")
def test_the_dockerfile_is_sound():
    done = subprocess.run([HADOLINT, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def commands():
    """Each call of `dateline` in `deploy/`, as its words."""
    for path in DEPLOY.rglob("*"):
        if path.suffix in (".service", "") and path.is_file():
            for call in re.findall(r"/opt/dateline/bin/dateline (.+)", path.read_text()):
                yield pytest.param(shlex.split(call), id=f"{path.name}: {call.split()[0]}")
    for document in itertools.chain.from_iterable(yaml.safe_load_all(path.read_text()) for path in DEPLOY.rglob("*.yaml")):
        for found in re.findall(r"'(?:command|args)': \[([^\]]+)\]", str(document)):
            words = [word for word in ast.literal_eval(f"[{found}]") if word != "dateline"]
            if words[0] in app.commands:
                yield pytest.param(words, id=f"{document['metadata']['name']}: {words[0]}")


@pytest.mark.parametrize("words", list(commands()))
def test_the_command_takes_what_it_is_called_with(words):
    mine, _beams = _split_flags(words)
    command = app.commands[mine[0]]
    assert command.make_context(mine[0], mine[1:], parent=click.Context(app)) is not None
