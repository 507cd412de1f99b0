import subprocess
import zipfile
from pathlib import Path

import pytest
from tests.frontends.demo.company import AT, company

from akwarden.errors import TargetError
from akwarden.frontends.demo.repository import make_repository


def log(path: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=path, check=True, capture_output=True, text=True)
    return done.stdout


def test_keys_stand_in_files_in_archives_and_in_the_history_alone(tmp_path: Path) -> None:
    path = make_repository(company(), tmp_path, AT)
    order, pay = (company().credential("acme-shop", name) for name in ("order-api", "miniprogram-pay"))

    program = zipfile.ZipFile(path / "miniprogram" / "shop-1.4.2.zip").read("app-service.js").decode()
    here = "".join(
        one.read_text(errors="replace") for one in path.rglob("*") if one.suffix in {".env", ".py"}
    )

    assert order.key_id not in here
    assert order.key_id in log(path, "log", "-p", "--all")
    assert pay.key_id in program
    assert company().credential("acme-shop", "cos-uploader").key_id in here


def test_the_same_company_makes_the_same_commits(tmp_path: Path) -> None:
    heads = {
        log(make_repository(company(), tmp_path / name, AT), "rev-parse", "HEAD") for name in ("one", "two")
    }

    assert len(heads) == 1


def test_a_repository_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = make_repository(company(), tmp_path, AT)
    before = log(path, "rev-list", "--count", "HEAD")

    make_repository(company(), tmp_path, AT)

    assert log(path, "rev-list", "--count", "HEAD") == before


def test_half_a_repository_of_a_run_that_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    path = make_repository(company(), tmp_path, AT)
    head = log(path, "rev-parse", "HEAD")
    (path / ".git" / "done").unlink()
    log(path, "reset", "--quiet", "--hard", "HEAD~3")

    make_repository(company(), tmp_path, AT)

    assert log(path, "rev-parse", "HEAD") == head


def test_without_git_it_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(TargetError, match="can't be made") as caught:
        make_repository(company(), tmp_path, AT)

    assert "install git" in (caught.value.mend or "")
