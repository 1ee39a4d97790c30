"""The process that opens PDFs: its streams are its own."""

import subprocess
import sys

from docqa.settings import ROOT


def test_what_libraries_write_and_read_stays_out_of_the_frames() -> None:
    script = """
import os, sys
from docqa.reading.worker import own_streams
asked, answers = own_streams()
os.write(1, b"noise of a library, ")
print("noise", flush=True)
answers.write(b"got " + asked.read() + sys.stdin.buffer.read())
answers.flush()
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, input=b"a request", capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"got a request", b"noise of a library, noise\n")


def test_it_ends_with_its_standard_input() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "docqa.reading.worker", "1000"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
