import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import SettingsError
from akwarden.model.severity import Severity
from akwarden.model.verification import VerifyMode
from akwarden.settings import (
    GIB,
    KIB,
    MIB,
    Known,
    OnFailure,
    Resolved,
    ScanSettings,
    format_size,
    home_folder,
    known,
    load,
    parse_size,
)


class House:
    """A home folder and a project in a repository, with the environment that leads to them."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.project = folder / "project"
        self.env = {"AKWARDEN_HOME": str(self.home)}
        self.home.mkdir()
        (self.project / ".git").mkdir(parents=True)

    def load(self, start: Path | None = None, /, **options: object) -> Resolved:
        """Load for the project, or for a folder in it; options are written with `__` for the dot."""
        dotted = {name.replace("__", "."): value for name, value in options.items()}
        return load(start or self.project, self.env, dotted)

    def refusal(self, **options: object) -> SettingsError:
        """Load, and give the error that comes of it."""
        with pytest.raises(SettingsError) as caught:
            self.load(**options)
        return caught.value


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


# Layers


def test_without_any_layer_the_defaults_hold(house: House) -> None:
    resolved = house.load()

    assert resolved.settings.scan == ScanSettings()
    assert {origin for key, origin in resolved.origins.items() if key != "home"} == {"default"}


def test_the_file_in_the_home_is_read(house: House) -> None:
    (house.home / "akwarden.toml").write_text("[scan]\nthreads = 3\n")

    resolved = house.load()

    assert resolved.settings.scan.threads == 3
    assert resolved.origins["scan.threads"] == str(house.home / "akwarden.toml")


def test_the_projects_file_wins_over_the_homes(house: House) -> None:
    (house.home / "akwarden.toml").write_text("[scan]\nthreads = 3\nstrict = true\n")
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")

    resolved = house.load()

    assert (resolved.settings.scan.threads, resolved.settings.scan.strict) == (4, True)
    assert resolved.origins["scan.threads"] == str(house.project / "akwarden.toml")


def test_the_environment_wins_over_files(house: House) -> None:
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")
    house.env["AKWARDEN_SCAN_THREADS"] = "5"

    resolved = house.load()

    assert resolved.settings.scan.threads == 5
    assert resolved.origins["scan.threads"] == "AKWARDEN_SCAN_THREADS"


def test_an_option_wins_over_the_environment(house: House) -> None:
    house.env["AKWARDEN_SCAN_THREADS"] = "5"

    resolved = house.load(scan__threads=6)

    assert resolved.settings.scan.threads == 6
    assert resolved.origins["scan.threads"] == "option"


@pytest.mark.parametrize("absent", [None, ()])
def test_an_option_that_was_not_given_changes_nothing(house: House, absent: object) -> None:
    house.env["AKWARDEN_SCAN_EXCLUDE"] = "*.lock"

    resolved = house.load(scan__exclude=absent)

    assert resolved.settings.scan.exclude == ("*.lock",)


def test_a_false_option_counts_as_given(house: House) -> None:
    assert house.load(scan__history=False).settings.scan.history is False


def test_a_stronger_list_replaces_a_weaker_one(house: House) -> None:
    (house.project / "akwarden.toml").write_text('[scan]\nexclude = ["a", "b"]\n')
    house.env["AKWARDEN_SCAN_EXCLUDE"] = "c"

    assert house.load().settings.scan.exclude == ("c",)


def test_isolated_leaves_out_every_file_and_keeps_the_environment(house: House) -> None:
    (house.home / "akwarden.toml").write_text("[scan]\nthreads = 3\n")
    (house.project / "akwarden.toml").write_text("not even TOML")
    house.env["AKWARDEN_SCAN_STRICT"] = "true"

    scan = load(house.project, house.env, {}, isolated=True).settings.scan

    assert (scan.threads, scan.strict) == (0, True)


def test_without_a_start_only_the_homes_file_is_read(house: House) -> None:
    (house.home / "akwarden.toml").write_text("[scan]\nthreads = 3\n")
    (house.project / "akwarden.toml").write_text("[scan]\nstrict = true\n")

    scan = load(None, house.env, {}).settings.scan

    assert (scan.threads, scan.strict) == (3, False)


# Where the project's file is looked for


def test_the_table_of_pyproject_is_read(house: House) -> None:
    (house.project / "pyproject.toml").write_text('[tool.akwarden.scan]\nfail_on = "high"\n')

    resolved = house.load()

    assert resolved.settings.scan.fail_on is Severity.HIGH
    assert resolved.origins["scan.fail_on"] == f"{house.project / 'pyproject.toml'} [tool.akwarden]"


def test_beside_each_other_akwarden_toml_wins(house: House) -> None:
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")
    (house.project / "pyproject.toml").write_text("[tool.akwarden.scan]\nthreads = 9\nstrict = true\n")

    scan = house.load().settings.scan

    assert (scan.threads, scan.strict) == (4, False)


def test_a_file_at_the_root_of_the_repository_holds_for_a_folder_deep_inside(house: House) -> None:
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")
    deep = house.project / "a" / "b"
    deep.mkdir(parents=True)

    assert house.load(deep).settings.scan.threads == 4


def test_the_nearest_file_is_the_only_one_that_counts(house: House) -> None:
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\nstrict = true\n")
    (house.project / "a").mkdir()
    (house.project / "a" / "akwarden.toml").write_text("[scan]\nthreads = 5\n")

    scan = house.load(house.project / "a").settings.scan

    assert (scan.threads, scan.strict) == (5, False)


def test_a_pyproject_without_our_table_is_passed_by(house: House) -> None:
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")
    (house.project / "a").mkdir()
    (house.project / "a" / "pyproject.toml").write_text('[project]\ndependencies = ["akwarden"]\n')

    assert house.load(house.project / "a").settings.scan.threads == 4


def test_the_search_ends_at_the_root_of_the_repository(house: House) -> None:
    (house.project.parent / "akwarden.toml").write_text("[scan]\nthreads = 4\n")

    assert house.load().settings.scan.threads == 0


def test_outside_a_repository_a_file_further_up_is_not_trusted(house: House) -> None:
    (house.project / ".git").rmdir()
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")
    (house.project / "a").mkdir()

    assert house.load(house.project / "a").settings.scan.threads == 0
    assert house.load(house.project).settings.scan.threads == 4


def test_the_root_of_a_linked_worktree_is_known_by_its_git_file(house: House) -> None:
    (house.project / ".git").rmdir()
    (house.project / ".git").write_text("gitdir: /elsewhere/.git/worktrees/w\n")
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")
    (house.project / "a").mkdir()

    assert house.load(house.project / "a").settings.scan.threads == 4


def test_a_target_that_is_a_file_has_the_settings_of_its_folder(house: House) -> None:
    (house.project / "akwarden.toml").write_text("[scan]\nthreads = 4\n")
    (house.project / "app.py").touch()

    assert house.load(house.project / "app.py").settings.scan.threads == 4


def test_a_target_that_does_not_exist_is_no_error_here(house: House) -> None:
    assert house.load(house.project / "nowhere").settings.scan == ScanSettings()


def test_a_broken_pyproject_that_does_not_name_us_is_passed_by(house: House) -> None:
    (house.project / "pyproject.toml").write_text("[project]\nname = {{ cookiecutter.name }}\n")

    assert house.load().settings.scan == ScanSettings()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
def test_a_pipe_in_the_place_of_a_file_is_never_opened(house: House) -> None:
    os.mkfifo(house.project / "akwarden.toml")

    assert house.load().settings.scan == ScanSettings()


# Paths


def test_paths_in_a_file_are_relative_to_that_file(house: House) -> None:
    (house.project / "akwarden.toml").write_text(
        '[scan]\nrules = ["rules", "/etc/rules"]\nbaseline = "b.json"\n'
    )
    (house.project / "a").mkdir()

    scan = house.load(house.project / "a").settings.scan

    assert scan.rules == (str(house.project / "rules"), "/etc/rules")
    assert scan.baseline == str(house.project / "b.json")


def test_paths_of_the_environment_and_options_stay_as_given(house: House) -> None:
    house.env["AKWARDEN_SCAN_RULES"] = "one, two"

    scan = house.load(scan__baseline=Path("b.json")).settings.scan

    assert (scan.rules, scan.baseline) == (("one", "two"), "b.json")


def test_the_home_comes_from_the_environment(house: House) -> None:
    resolved = house.load()

    assert (resolved.settings.home, resolved.origins["home"]) == (house.home, "AKWARDEN_HOME")


def test_the_home_comes_from_an_option_before_that(house: House, tmp_path: Path) -> None:
    resolved = house.load(home=tmp_path / "other")

    assert (resolved.settings.home, resolved.origins["home"]) == (tmp_path / "other", "option")


@pytest.mark.parametrize("env", [{}, {"AKWARDEN_HOME": ""}])
def test_the_home_is_else_the_platforms_folder(env: Mapping[str, str]) -> None:
    home = home_folder(env)

    assert home.is_absolute()
    assert home.name == "akwarden"


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root may become a user without a home"
)
def test_a_user_without_a_home_folder_gets_one_that_can_never_be_made() -> None:
    code = """
import os, platformdirs.unix
from akwarden.settings import cache_folder, load
for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
    os.environ.pop(name, None)
os.setuid(54321)
resolved = load(None, {}, {})
print(resolved.settings.home, cache_folder(), resolved.origins["home"], sep=";")
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    nowhere = Path(os.devnull, "akwarden")
    assert done.stdout.strip().split(";") == [
        str(nowhere),
        str(nowhere),
        "default (this user has no home folder",
        " set AKWARDEN_HOME)",
    ]
    with pytest.raises(OSError, match="akwarden"):
        nowhere.mkdir(parents=True)


def test_a_relative_home_is_made_absolute() -> None:
    assert home_folder({"AKWARDEN_HOME": "here"}) == Path.cwd() / "here"


def test_loading_makes_no_folder(tmp_path: Path) -> None:
    load(tmp_path / "project", {"AKWARDEN_HOME": str(tmp_path / "home")}, {})

    assert list(tmp_path.iterdir()) == []


# Refusals


def test_an_unknown_key_is_refused_with_file_and_nearest_name(house: House) -> None:
    file = house.project / "akwarden.toml"
    file.write_text("[scan]\nthread = 4\n")

    error = house.refusal()

    assert error.what == f"unknown setting 'scan.thread' in {file}"
    assert error.mend == "did you mean scan.threads?"


def test_an_unknown_section_is_refused(house: House) -> None:
    (house.project / "akwarden.toml").write_text("[scann]\nthreads = 4\n")

    assert house.refusal().mend == "did you mean scan?"


def test_a_key_without_its_section_is_led_to_it(house: House) -> None:
    (house.project / "akwarden.toml").write_text("threads = 4\n")

    assert house.refusal().mend == "did you mean scan.threads?"


def test_an_unknown_environment_name_is_refused_with_the_nearest(house: House) -> None:
    house.env["AKWARDEN_SCAN_TREADS"] = "4"

    error = house.refusal()

    assert error.what == "the environment name AKWARDEN_SCAN_TREADS is not known"
    assert error.mend == "did you mean AKWARDEN_SCAN_THREADS?"


def test_an_unknown_option_is_refused(house: House) -> None:
    assert house.refusal(scan__thread=4).mend == "did you mean scan.threads?"


def test_a_name_like_nothing_known_is_told_where_the_names_are(house: House) -> None:
    house.env["AKWARDEN_QQQQ"] = "4"

    assert house.refusal().mend == "akwarden config show lists every setting"


@pytest.mark.parametrize(
    "name", ["AKWARDEN_DATABASE_URL", "AKWARDEN_LAKE", "AKWARDEN_DEBUG", "AKWARDEN_PASSPHRASE"]
)
def test_names_of_the_rest_of_the_product_are_let_through(house: House, name: str) -> None:
    house.env[name] = "whatever"

    assert house.load().settings.scan == ScanSettings()


def test_a_port_is_a_setting_though_kubernetes_makes_such_names_too(house: House) -> None:
    house.env |= {"AKWARDEN_SERVER_PORT": "9000", "AKWARDEN_SERVER_METRICS_PORT": "9100"}

    found = house.load().settings.server

    assert (found.port, found.metrics_port) == (9000, 9100)


@pytest.mark.parametrize(
    ("url", "is_fine"),
    [
        ("https://keys.example.com", True),
        ("https://keys.example.com:8443/", True),
        ("https://[2001:db8::1]", True),
        ("http://localhost:8470", True),
        ("http://127.0.0.1:8470", True),
        ("http://[::1]", True),
        ("http://keys.example.com", False),
        ("http://127.example.com", False),
        ("https://keys.example.com/sub", False),
        ("https://keys.example.com?a=b", False),
        ("https://ann@keys.example.com", False),
        ("https://keys.example.com:65536", False),
        ("https://keys.example.com:0", False),
        ("https://", False),
        ("ftp://keys.example.com", False),
        ("nonsense", False),
    ],
)
def test_the_address_of_a_server_is_a_host_and_in_clear_only_to_this_machine(
    house: House, url: str, *, is_fine: bool
) -> None:
    if is_fine:
        assert house.load(server__url=url).settings.server.url == url
    else:
        assert "without a path" in (house.refusal(server__url=url).why or "")


def test_a_link_of_kubernetes_to_a_service_of_the_name_of_a_setting_is_let_through(house: House) -> None:
    house.env["AKWARDEN_SERVER_PORT"] = "tcp://10.0.0.7:80"

    assert house.load().settings.server.port == 8470


@pytest.mark.parametrize(
    "name",
    [
        "AKWARDEN_SERVICE_HOST",
        "AKWARDEN_SERVICE_PORT_HTTP",
        "AKWARDEN_PORT",
        "AKWARDEN_PORT_8080_TCP_ADDR",
        "AKWARDEN_WEB_SERVICE_PORT",
    ],
)
def test_names_that_kubernetes_makes_for_a_service_are_let_through(house: House, name: str) -> None:
    house.env[name] = "tcp://10.0.0.1:8080"

    assert house.load().settings.scan == ScanSettings()


def test_the_home_can_not_be_set_in_a_file(house: House) -> None:
    (house.home / "akwarden.toml").write_text('home = "/elsewhere"\n')

    assert house.refusal().mend == "set AKWARDEN_HOME in the environment"


@pytest.mark.parametrize(
    ("line", "accepts"),
    [
        ('threads = "four"', "a whole number from 0 to 1024"),
        ("threads = 4.5", "a whole number from 0 to 1024"),
        ("threads = true", "a whole number from 0 to 1024"),
        ("threads = -1", "a whole number from 0 to 1024"),
        ('fail_on = "worst"', "one of critical, high, medium, low, info"),
        ("history = 1", "true or false"),
        ('exclude = "*.lock"', "a list of glob patterns"),
        ('exclude = [""]', "a list of glob patterns"),
        ("unpack_max_seconds = nan", "seconds from 0.1 to 86400"),
        ("unpack_max_seconds = inf", "seconds from 0.1 to 86400"),
        ('buffer_bytes = "65535"', "a size from 64KiB to 64MiB, as bytes or as text like 64MiB or 1GB"),
        ('buffer_bytes = "1M"', "a size from 64KiB to 64MiB, as bytes or as text like 64MiB or 1GB"),
        ("baseline = 3", "the path of a baseline file"),
        ("threads = 2021-01-01", "a whole number from 0 to 1024"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_accepted(house: House, line: str, accepts: str) -> None:
    file = house.project / "akwarden.toml"
    file.write_text(f"[scan]\n{line}\n")

    error = house.refusal()

    key, _, _ = f"scan.{line}".partition(" ")
    assert error.what.startswith(f"{key} can't be ")
    assert error.why == f"it takes {accepts}"
    assert error.mend == f"correct or remove {key} in {file}"


def test_a_wrong_value_is_refused_also_where_a_stronger_layer_replaces_it(house: House) -> None:
    (house.home / "akwarden.toml").write_text("[scan]\nthreads = -1\n")

    assert "scan.threads can't be -1" in house.refusal(scan__threads=1).what


def test_a_wrong_environment_value_names_its_variable(house: House) -> None:
    house.env["AKWARDEN_SCAN_HISTORY"] = "perhaps"

    error = house.refusal()

    assert error.what == "scan.history can't be 'perhaps' (from AKWARDEN_SCAN_HISTORY)"
    assert error.mend == "correct or remove AKWARDEN_SCAN_HISTORY"


def test_a_value_that_looks_like_a_key_is_not_repeated(house: House) -> None:
    house.env["AKWARDEN_SCAN_THREADS"] = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"

    assert "Gu5t9x" not in house.refusal().what


def test_broken_toml_is_refused_with_line_and_column(house: House) -> None:
    file = house.project / "akwarden.toml"
    file.write_text("[scan]\nthreads = = 4\n")

    error = house.refusal()

    assert error.what == f"{file}:2:11: not valid TOML"
    assert error.why == "Invalid value"


def test_toml_that_breaks_off_is_refused_with_the_place_of_its_end(house: House) -> None:
    file = house.project / "akwarden.toml"
    file.write_text('[scan]\nexclude = ["a"')

    assert house.refusal().what == f"{file}:2:15: not valid TOML"


def test_a_broken_pyproject_that_names_us_is_refused(house: House) -> None:
    (house.project / "pyproject.toml").write_text("[tool.akwarden.scan]\nthreads = {{ n }}\n")

    assert "not valid TOML" in house.refusal().what


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe[\x00s\x00c\x00a\x00n\x00", "it is not UTF-8 text"),
        (b"# \n" * MIB, "it is larger than 1MiB"),
        (b"a = " + b"[" * 200_000, "it is nested too deep"),
    ],
)
def test_a_hostile_file_is_refused_with_the_reason(house: House, content: bytes, why: str) -> None:
    (house.project / "akwarden.toml").write_bytes(content)

    error = house.refusal()

    assert error.why == why
    assert "--isolated" in (error.mend or "")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(house: House) -> None:
    (house.project / "akwarden.toml").touch(mode=0)

    assert house.refusal().why == "Permission denied"


@pytest.mark.parametrize("text", ["scan = 3", "[[scan]]\nthreads = 1"])
def test_a_section_that_is_no_table_is_refused(house: House, text: str) -> None:
    (house.project / "akwarden.toml").write_text(text)

    assert "is not a table" in house.refusal().what


def test_a_tool_table_that_is_no_table_is_refused(house: House) -> None:
    (house.project / "pyproject.toml").write_text("[tool]\nakwarden = 3\n")

    assert "is not a table" in house.refusal().what


# Values


def test_the_environment_takes_each_kind_of_value(house: House) -> None:
    house.env |= {
        "AKWARDEN_SCAN_STRICT": "TRUE",
        "AKWARDEN_SCAN_HISTORY": "0",
        "AKWARDEN_SCAN_FAIL_ON": "medium",
        "AKWARDEN_SCAN_UNPACK_MAX_SECONDS": "2.5",
        "AKWARDEN_SCAN_UNPACK_MAX_BYTES": "3GB",
        "AKWARDEN_SCAN_EXCLUDE": "*.lock, vendor/** ,,",
    }

    scan = house.load().settings.scan

    assert (scan.strict, scan.history, scan.fail_on) == (True, False, Severity.MEDIUM)
    assert (scan.unpack_max_seconds, scan.unpack_max_bytes) == (2.5, 3_000_000_000)
    assert scan.exclude == ("*.lock", "vendor/**")


def test_an_empty_environment_value_means_not_set(house: House) -> None:
    house.env["AKWARDEN_SCAN_THREADS"] = ""

    assert house.load().origins["scan.threads"] == "default"


# Hooks


def test_hooks_have_a_section_of_their_own(house: House) -> None:
    (house.project / "akwarden.toml").write_text(
        '[hook]\nseconds = 5\non_failure = "reject"\nlog = "skips.jsonl"\n'
    )

    hook = house.load().settings.hook

    assert (hook.seconds, hook.on_failure, hook.log) == (
        5.0,
        OnFailure.REJECT,
        str(house.project / "skips.jsonl"),
    )


def test_a_log_of_skips_is_no_file_that_others_read(house: House) -> None:
    (house.project / "akwarden.toml").write_text('[hook]\nlog = "../.bashrc"\n')

    assert house.refusal().why == "it takes the path of a file whose name ends in .jsonl"


# What a project has no say in

PERSONAL = [one for one in known().values() if one.is_personal]


def test_what_makes_calls_to_others_is_personal() -> None:
    names = {one.key.partition(".")[2] for one in PERSONAL}

    assert names >= {"verify", "own", "verify_tencent", "verify_aws", "verify_timeout", "verify_rate"}


@pytest.mark.parametrize("setting", PERSONAL, ids=[one.key for one in PERSONAL])
@pytest.mark.parametrize("file", ["akwarden.toml", "pyproject.toml"])
def test_the_file_of_a_project_can_t_set_it(house: House, setting: Known, file: str) -> None:
    section, _, name = setting.key.partition(".")
    table = section if file == "akwarden.toml" else f"tool.akwarden.{section}"
    value = "none" if setting.default is None else setting.default
    (house.project / file).write_text(f"[{table}]\n{name} = {msgspec.json.encode(value).decode()}\n")

    refusal = house.refusal()

    assert f"{setting.key} can't be set in" in refusal.what
    assert setting.env in str(refusal.mend)


def test_the_file_in_the_home_the_environment_and_options_can_set_it(house: House) -> None:
    (house.home / "akwarden.toml").write_text('[scan]\nverify = "own"\nown = ["example.com"]\n')
    house.env["AKWARDEN_SCAN_OWN"] = "example.com, 1250000000"

    scan = house.load(scan__verify="any").settings.scan

    assert (scan.verify, scan.own) == (VerifyMode.ANY, ("example.com", "1250000000"))


@pytest.mark.parametrize(
    "site",
    [
        "mainland=https://sts.tencentcloudapi.com",
        "a=https://sts.example.com:8443/",
        "a=http://127.0.0.1:8080",
        "a=http://localhost",
        "a=http://[::1]:80",
        "a=https://[2001:db8::1]",
    ],
)
def test_a_site_is_a_name_and_an_address(house: House, site: str) -> None:
    assert house.load(scan__verify_tencent=(site,)).settings.scan.verify_tencent == (site,)


@pytest.mark.parametrize(
    "site",
    [
        "https://sts.example.com",
        "a=http://sts.example.com",
        "a=http://127.0.0.1.example.com",
        "a=http://localhost.example.com",
        "a=https://user:password@sts.example.com",
        "a=https://sts.example.com/path",
        "a=https://sts.example.com?query",
        "a=https://sts.example.com\n",
        "a=ftp://sts.example.com",
        "a=",
        "=https://sts.example.com",
    ],
)
def test_an_address_in_the_clear_or_with_more_than_a_host_is_refused(house: House, site: str) -> None:
    assert "https" in str(house.refusal(scan__verify_aws=(site,)).why)


def test_a_size_in_a_file_may_be_a_number_or_text(house: House) -> None:
    (house.project / "akwarden.toml").write_text(
        '[scan]\nbuffer_bytes = 65536\nunpack_max_bytes = "1.5 gib"\n'
    )

    scan = house.load().settings.scan

    assert (scan.buffer_bytes, scan.unpack_max_bytes) == (64 * KIB, GIB + GIB // 2)


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("4096", 4096), ("64MiB", 64 * MIB), ("1GB", 10**9), ("2 kib", 2 * KIB), ("10B", 10)],
)
def test_a_size_is_read_in_its_unit(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MiB", "-1", "1M", "1 0MiB", "1e3", "٣MiB", "9" * 16, "0x10"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a size"):
        parse_size(text)


@given(st.integers(0, 10**15 - 1))
def test_a_size_survives_being_written_and_read(size: int) -> None:
    assert parse_size(format_size(size)) == size


@pytest.mark.parametrize("setting", known().values(), ids=known())
def test_every_default_is_a_value_that_its_setting_takes(setting: Known) -> None:
    assert msgspec.convert(setting.default, setting.type) == setting.default


@pytest.mark.parametrize("setting", known().values(), ids=known())
def test_every_setting_has_a_name_of_its_own_in_the_environment(setting: Known) -> None:
    assert [one.key for one in known().values() if one.env == setting.env] == [setting.key]


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(values=st.dictionaries(st.sampled_from(sorted(known())), _values))
def test_whatever_an_option_holds_only_our_error_comes_out(values: dict[str, object]) -> None:
    with suppress(SettingsError):
        load(None, {}, values, isolated=True)


@given(env=st.dictionaries(st.sampled_from([one.env for one in known().values()]), st.text(max_size=20)))
def test_whatever_the_environment_holds_only_our_error_comes_out(env: dict[str, str]) -> None:
    with suppress(SettingsError):
        load(None, env, {}, isolated=True)
