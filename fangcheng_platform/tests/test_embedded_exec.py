import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fangcheng_platform.demo_environment import DEMO, DEMO_VALUES
from fangcheng_platform.embedded.__main__ import main, run_with_services
from fangcheng_platform.embedded.instance import CHECKOUT, Instance
from fangcheng_platform.embedded.services import (
    DATABASE_URL,
    PROVIDED_VARIABLES,
    PROVINCE_DATABASE_URL,
    REDIS_URL,
    SECRET_KEY,
)

pytestmark = pytest.mark.usefixtures("bare_environment")


def run_python(instance: Instance, program: str, *arguments: str) -> int:
    return run_with_services(instance, [sys.executable, "-c", program, *arguments])


@pytest.fixture
def nothing_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers named by the environment, so that a test of something else need not wait for any."""
    for name in (DATABASE_URL, REDIS_URL, PROVINCE_DATABASE_URL):
        monkeypatch.setenv(name, "named://elsewhere")


def test_the_command_gets_every_variable_and_its_exit_code_is_returned(instance: Instance, tmp_path: Path) -> None:
    written = tmp_path / "environment.json"
    program = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w')); sys.exit(7)"

    code = run_python(instance, program, str(written))

    environment = json.loads(written.read_text())
    assert code == 7
    assert environment[DATABASE_URL].startswith("postgres://fangcheng:")
    assert environment[PROVINCE_DATABASE_URL].startswith("postgres://province:")
    assert environment[REDIS_URL].startswith("redis://:")
    assert len(environment[SECRET_KEY]) >= 50


def test_what_the_environment_names_is_passed_on_and_the_rest_is_provided(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_URL, "postgres://elsewhere/platform")
    monkeypatch.setenv(REDIS_URL, "redis://elsewhere/0")
    written = tmp_path / "environment.json"
    program = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w'))"

    run_python(instance, program, str(written))

    environment = json.loads(written.read_text())
    assert environment[DATABASE_URL] == "postgres://elsewhere/platform"
    assert environment[REDIS_URL] == "redis://elsewhere/0"
    assert environment[PROVINCE_DATABASE_URL].startswith("postgres://province:")


@pytest.mark.usefixtures("nothing_to_start")
@pytest.mark.parametrize(
    ("said", "told"),
    [("", {"DEMO": "1", "PROVINCE_APP_SECRET": "fangcheng-demo-secret"}), ("0", {"DEMO": "0"})],
)
def test_a_command_runs_in_the_demonstration_unless_it_is_told_otherwise(
    fresh_instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, told: dict[str, str]
) -> None:
    monkeypatch.setenv("DEMO", said)
    written = tmp_path / "environment.json"
    program = "import json, os, sys; json.dump(dict(os.environ), open(sys.argv[1], 'w'))"

    run_python(fresh_instance, program, str(written))

    environment = json.loads(written.read_text())
    assert {name: environment[name] for name in (DEMO, *DEMO_VALUES) if environment.get(name)} == told


@pytest.mark.usefixtures("nothing_to_start")
def test_the_signing_key_of_an_instance_stays_the_same(fresh_instance: Instance, tmp_path: Path) -> None:
    program = "import os, sys; open(sys.argv[1], 'a').write(os.environ['DJANGO_SECRET_KEY'] + '\\n')"
    written = tmp_path / "keys"

    run_python(fresh_instance, program, str(written))
    run_python(fresh_instance, program, str(written))

    first, second = written.read_text().splitlines()
    assert first == second


@pytest.mark.usefixtures("nothing_to_start")
def test_a_command_ended_by_a_signal_is_reported_as_shells_do(fresh_instance: Instance) -> None:
    code = run_python(fresh_instance, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")

    assert code == 128 + signal.SIGKILL


@pytest.mark.usefixtures("nothing_to_start")
def test_a_command_that_does_not_exist_is_told_in_one_line(
    fresh_instance: Instance, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run_with_services(fresh_instance, ["no-such-command"])

    assert code == 127
    assert capsys.readouterr().err == "错误：无法运行 no-such-command：No such file or directory\n"


def test_an_instance_that_cannot_be_used_is_told_in_one_line(
    open_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (open_directory / "var").write_text("a file where a directory should be")

    code = run_with_services(Instance(directory=open_directory / "var" / "trial"), ["true"])

    assert code == 1
    assert capsys.readouterr().err == f"错误：无法建立目录 {open_directory}/var/trial：Not a directory\n"


def test_an_unknown_instance_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        main(["exec", "--instance", "production", "--", "true"])

    assert refusal.value.code == 2
    assert "invalid choice: 'production'" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_passed_on_and_the_services_outlive_the_command(
    instance: Instance, tmp_path: Path, number: signal.Signals
) -> None:
    started, goodbye = tmp_path / "started", tmp_path / "goodbye"
    command = (
        "import os, pathlib, signal, sys, psycopg2\n"
        "def leave(*_):\n"
        "    psycopg2.connect(os.environ['DATABASE_URL']).close()\n"
        "    pathlib.Path(sys.argv[2]).write_text('database still there')\n"
        "    sys.exit(5)\n"
        "signal.signal(signal.SIGTERM, leave)\n"
        "signal.signal(signal.SIGINT, leave)\n"
        "pathlib.Path(sys.argv[1]).touch()\n"
        "signal.pause()\n"
    )
    launcher = (
        "import pathlib, sys\n"
        "from fangcheng_platform.embedded.__main__ import run_with_services\n"
        "from fangcheng_platform.embedded.instance import Instance\n"
        "instance = Instance(pathlib.Path(sys.argv[1]), True, pathlib.Path(sys.argv[2]))\n"
        "sys.exit(run_with_services(instance, sys.argv[3:]))\n"
    )
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", launcher, instance.directory, instance.system_directory),
            *(sys.executable, "-c", command, started, goodbye),
        ],
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if name not in PROVIDED_VARIABLES},
        # Away from the terminal of whoever runs the tests: its Ctrl-C would reach the command directly.
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not started.exists():
        assert process.poll() is None
        assert time.monotonic() < deadline

    process.send_signal(number)

    assert process.wait(timeout=30) == 5
    assert goodbye.read_text() == "database still there"
    assert not instance.state_file.exists()
