"""The process that opens PDFs for `isolated`: `python -m docqa.reading.worker MEGABYTES`, requests in, answers out.

It ends when its standard input does, so that it never outlives the process that it works for.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from docqa.errors import DocQAError
from docqa.reading.page_image import page_picture, page_words
from docqa.reading.pdf import open_pdf
from docqa.reading.protocol import (
    OUT_OF_MEMORY,
    Kind,
    Request,
    opened,
    page_data,
    receive_request,
    refusal,
    send,
    tables_data,
    words_data,
)


def main(megabytes: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a service manager's; its page would count as one that crashes
    _limit_itself(megabytes)
    asked, answers = own_streams()
    requests: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked, requests), daemon=True).start()
    while True:
        request = requests.get()
        send(answers, Kind.BEGUN)
        try:
            _answer(request, answers)
        except (DocQAError, OSError) as error:
            send(answers, Kind.REFUSED, refusal(error))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        else:
            send(answers, Kind.DONE)


def _answer(request: Request, answers: IO[bytes]) -> None:
    path, name, password = Path(request.path), request.name, request.password
    match request.kind:
        case Kind.READ:
            with open_pdf(path, password, name) as reading:
                send(answers, Kind.OPENED, opened(reading.page_count, reading.imprint))
                for page in reading.pages(request.page):
                    send(answers, Kind.PAGE, page_data(page))
        case Kind.SCAN:
            from docqa.reading.ocr import scan_page

            page = scan_page(
                path,
                request.page,
                label=request.label,
                password=password,
                name=name,
                goes_on=lambda: send(answers, Kind.GOES_ON),
            )
            send(answers, Kind.PAGE, page_data(page))
        case Kind.DRAW:
            picture = page_picture(
                path,
                request.page,
                spans=request.spans,
                faint=request.faint,
                words=request.words,
                width=request.width,
                password=password,
                name=name,
            )
            send(answers, Kind.PICTURE, picture)
        case Kind.FIND_WORDS:
            words = page_words(path, request.page, password=password, name=name)
            send(answers, Kind.WORDS, words_data(words))
        case Kind.FIND_TABLES:
            from docqa.reading.page_tables import page_tables

            tables = page_tables(
                path, request.page, text=request.text, words=request.words, password=password, name=name
            )
            send(answers, Kind.TABLES, tables_data(tables))


def _listen(asked: IO[bytes], requests: SimpleQueue[Request]) -> None:
    """Hear the end of standard input at once, whatever the main thread is busy with."""
    try:
        while True:
            requests.put(receive_request(asked))
    except EOFError:
        os._exit(0)


def own_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output for frames alone: what libraries write goes to standard error instead."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return asked, answers


def _limit_itself(megabytes: int) -> None:
    """The hard limit, where a system keeps to one; the parent's look at the memory is the one that all systems have."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the document's text
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


if __name__ == "__main__":
    main(int(sys.argv[1]))
