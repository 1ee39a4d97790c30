import os
import subprocess
import sys
from pathlib import Path

import pytest

from docqa.indexing.indexer import Indexer
from docqa.settings import ROOT, Settings
from tests.cli.ran import Ran
from tests.support.pdfs import encrypted_pdf, image_pdf, not_a_pdf, protected, scanned_pdf, text_pdf
from tests.support.shelf import LEASE, MODEL
from tests.test_workspace import another_docqa


def test_other_files_go_on_when_some_fail(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good, also_good = text_pdf(tmp_path / "Lease.pdf", LEASE), text_pdf(tmp_path / "Heron.pdf", MODEL)
    (tmp_path / "empty").mkdir()
    bad = [
        tmp_path / "missing.pdf",
        tmp_path / "empty",
        not_a_pdf(tmp_path / "page.html"),
        image_pdf(tmp_path / "scan.pdf"),
    ]
    secret = encrypted_pdf(tmp_path / "secret.pdf", LEASE, "sesame")
    ran = Ran(capsys, "add", *bad[:3], good, *bad[3:], secret, also_good)
    ran.failed_with(
        "missing.pdf cannot be read: No such file or directory.",
        "There is no PDF in ",
        "page.html is not a PDF",
        "scan.pdf has no text",
        "secret.pdf",
    )
    assert ran.out.splitlines() == ["Lease.pdf: 3 pages", "Heron.pdf: 2 pages"]
    Ran(capsys, "add", "--password", "wrong", secret).failed_with("That is not the password of secret.pdf.")
    opened = Ran(capsys, "add", "--password", "sesame", secret)
    assert (opened.code, opened.out, opened.err) == (0, "secret.pdf: 3 pages\n", "")


def test_a_password_that_is_asked_for_stands_in_no_history(tmp_path: Path) -> None:
    secret = encrypted_pdf(tmp_path / "secret.pdf", LEASE, "sesame")
    keyboard, terminal = os.openpty()
    command = [sys.executable, "-m", "docqa", "add", str(secret), "--password"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stderr.read(len("Password: ")) == b"Password: "
        os.write(keyboard, b"sesame\n")
        assert process.stdout.read() == b"secret.pdf: 3 pages\n"
        assert process.stderr.read().strip() == b""
    os.close(keyboard)
    os.close(terminal)


def test_a_file_taken_for_the_password(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = [text_pdf(tmp_path / name, LEASE) for name in ("a.pdf", "b.pdf")]
    Ran(capsys, "add", "--password", *files).failed_with("a.pdf is a file, not a password. Write --password last")
    assert Ran(capsys, "list", "--json").json == {"documents": []}


def test_a_password_that_nobody_gives(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "docqa", "add", str(text_pdf(tmp_path / "a.pdf", LEASE)), "--password"]
    ran = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True
    )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].endswith("No password was given, and nothing was added.")


def test_the_scanned_pages_of_a_protected_pdf_when_another_process_indexes(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    secret = protected(scanned_pdf(tmp_path / "secret.pdf", ((72.0, 4, "Behind the clock"),)), "sesame")
    with another_docqa(settings):
        Ran(capsys, "add", secret)
        wrong = Ran(capsys, "add", secret, "--password", "wrong")
        assert (wrong.code, wrong.err.splitlines()[-1]) == (
            1,
            "That is not the password of secret.pdf. Try again; capitals matter.",
        )
        right = Ran(capsys, "add", secret, "--password", "sesame")
        assert (right.code, right.err.splitlines()[-1]) == (
            1,
            "1 scanned page of secret.pdf waits: the docqa that does the indexing must be given its password too. "
            "Give it on its page, or close it and add the file again.",
        )
    again = Ran(capsys, "add", secret, "--password", "sesame")
    assert (again.code, again.out.splitlines()[0]) == (0, "secret.pdf: 1 page, 1 read from its picture")


def test_what_nobody_foresaw_is_told(
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(indexer: Indexer) -> bool:
        raise IsADirectoryError("a drive that has gone")

    monkeypatch.setattr(Indexer, "run_until_done", fail)
    ran = Ran(capsys, "add", text_pdf(tmp_path / "Lease.pdf", LEASE))
    ran.failed_with(
        "Indexing broke off for a reason that docqa does not know (IsADirectoryError: a drive that has gone)"
    )
    assert ran.out == ""
    assert "Traceback" in caplog.text


def test_a_document_that_is_not_indexed_to_its_end(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Indexer, "run_until_done", lambda indexer: True)
    lease = text_pdf(tmp_path / "Lease.pdf", LEASE)
    sentence = "Lease.pdf is not indexed to its end (waiting to be read). Run the command again to go on."
    ran = Ran(capsys, "add", lease)
    ran.failed_with(sentence)
    assert ran.out == ""
    ran = Ran(capsys, "add", lease, "--json")
    ran.failed_with(sentence)
    assert ran.json["documents"][0]["state"] == "queued"
