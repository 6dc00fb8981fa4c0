"""Broken inputs without end for every reader: `python tests/ingest/fuzz_readers.py --seconds 3600 [--reader warc]`.

Each input is a good file of its format, mutated: bytes flipped, cut, doubled, spliced with another, signs of the format put
in, packed before or after. A reader must end within seconds of CPU time and give documents and rejects, never another
exception; every tenth input goes on to become articles, and these must fit their schema. What fails is written to
`tests/ingest/found/`, from where `test_ingest_fuzz.py` reads it ever after.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import resource
import signal
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from types import FrameType

import polars as pl
import zstandard

from flows.ingest import plan, read_chunk, resolve
from flows.ingest.documents import Document
from flows.ingest.problems import BadInput, Reject
from flows.ingest.readers.formats import read
from schemas import FACTS
from tests.ingest.feed_files import LONG, atom, rdf, rss, rss_item
from tests.ingest.warc_files import http, packed, page, record

FOUND = Path(__file__).parent / "found"
CPU_SECONDS = 5.0
RECORDS = [
    {
        "url": "https://e.org/1",
        "title": "A title",
        "published_at": "2024-03-05T22:30:00-05:00",
        "text": "At least 4 died.",
    },
    {"html": "<p>At least four people died in Velmora.</p>", "author": ["A", "B"], "language": "en", "published_at": 3},
    {"text": "Four\nlines\u2028of\x85text \U0001f600", "source_name": "Herald"},
]


def _csv() -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["url", "title", "text"], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(RECORDS)
    return out.getvalue().encode()


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame([{"url": r.get("url"), "text": r.get("text")} for r in RECORDS]).write_parquet(out)
    return out.getvalue()


def _html() -> bytes:
    head = '<html lang="en"><head><meta charset="utf-8"><title>T</title><meta name="date" content="2024-03-05">'
    data = json.dumps({"@type": "NewsArticle", "datePublished": "2024-03-05T10:00:00Z", "author": [{"name": "A B"}]})
    body = f"<body><article>{LONG.format(n=4)}</article></body>"
    return f'{head}<script type="application/ld+json">{data}</script></head>{body}</html>'.encode()


def seeds() -> dict[str, list[bytes]]:
    """Return good files by ending."""
    lines = "\n".join(json.dumps(r) for r in RECORDS).encode()
    feeds = [
        rss(rss_item(1, "/a", html=LONG), rss_item(2, "/b")),
        rdf(("https://p.org/a", LONG)),
        atom(("x", LONG)),
        atom(("y", f"<div xmlns='http://www.w3.org/1999/xhtml'>{LONG}</div>"), kind="xhtml"),
    ]
    warc = [page(1), record(b"GET / HTTP/1.1\r\n\r\n", "request"), page(2)]
    encoded = [
        record(http(gzip.compress(b"<p>x"), "Content-Encoding: gzip")),
        record(http(b"4\r\n<p>x\r\n0\r\n\r\n", "Transfer-Encoding: chunked")),
    ]
    return {
        "txt": [b"A Title\n\nBy Ada Keller\nMarch 5, 2024\n\n" + LONG.encode(), "Обстрел города.".encode("utf-16")],
        "html": [_html(), _html().decode().replace("utf-8", "koi8-r").encode("koi8-r", "replace")],
        "jsonl": [lines, b"\xef\xbb\xbf" + lines],
        "json": [json.dumps(RECORDS).encode(), json.dumps(RECORDS, indent=1).encode(), lines],
        "csv": [_csv(), _csv().replace(b",", b";")],
        "parquet": [_parquet()],
        "rss": [f.encode() for f in feeds],
        "warc": [b"".join(warc), b"".join(encoded)],
        "warc.gz": [packed(*warc), gzip.compress(b"".join(warc + encoded)), packed(*encoded)],
        "warc.zst": [zstandard.compress(b"".join(warc))],
        "jsonl.gz": [gzip.compress(lines)],
        "jsonl.zst": [zstandard.compress(lines)],
    }


SIGNS = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r\n",
        b"\n\n",
        b'"',
        b"\\u0000",
        b"\\ud800",
        b"{",
        b"[",
        b"]",
        b"}",
        b",",
    ),
    *(
        b"<",
        b">",
        b"&",
        b"&a;",
        b"<![CDATA[",
        b"]]>",
        b"<!ENTITY a 'b'>",
        b"<!--",
        b"-->",
        b"<script>",
        b"</p>",
        b"<p>",
    ),
    *(
        b"WARC/1.0\r\n",
        b"Content-Length: 99999999999\r\n",
        b"Content-Length: 0\r\n",
        b"\x1f\x8b\x08",
        b"\x28\xb5\x2f\xfd",
        b"PAR1",
    ),
    *(
        b"ffffffff\r\n",
        b"0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Transfer-Encoding: chunked\r\n",
    ),
    *(
        b"1e999",
        b"9" * 400,
        b"-1",
        b"NaN",
        b"text",
        b"html",
        b"published_at",
        b"0001-01-01T00:00:00+14:00",
        b"xml:base='http://['",
    ),
]


def mutated(dice: random.Random, good: list[bytes]) -> bytes:
    """Return one of the files with a few faults."""
    raw = bytearray(dice.choice(good))
    for _ in range(dice.choice((1, 1, 2, 3, 5, 9, 30))):
        at = dice.randrange(len(raw) + 1)
        size = dice.choice((1, 1, 2, 4, 16, 64, 512))
        match dice.randrange(9):
            case 0 if raw:
                raw[min(at, len(raw) - 1)] ^= 1 << dice.randrange(8)
            case 1:
                raw[at : at + size] = dice.randbytes(size)
            case 2:
                del raw[at : at + size]
            case 3:
                raw[at:at] = raw[at : at + size] * dice.choice((1, 2, 50))
            case 4 | 5:
                raw[at:at] = dice.choice(SIGNS) * dice.choice((1, 1, 2, 200))
            case 6:
                raw[at : at + size] = dice.choice(SIGNS)
            case 7 if dice.random() < 0.3:
                del raw[at:]
            case _:
                other = dice.choice(good)
                start = dice.randrange(len(other) + 1)
                raw[at : at + size] = other[start : start + size]
    return bytes(raw)


def damaged(dice: random.Random, ending: str, files: dict[str, list[bytes]]) -> bytes:
    """Return an input; of packed formats half are whole packings of faulty files."""
    inner, _, packing = ending.partition(".")
    if packing and dice.random() < 0.5:
        raw = mutated(dice, files[inner])
        return gzip.compress(raw, 1) if packing == "gz" else zstandard.compress(raw, 1)
    return mutated(dice, files[ending])


class TooSlowError(Exception):
    """An input cost more CPU time than it may."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def check(path: Path, *, whole: bool) -> Counter[str]:
    """Read one file and tell what came out; raises whatever is wrong."""
    out: Counter[str] = Counter()
    file = resolve([str(path)])[0]
    for chunk in plan([file]):
        if whole:
            for got in read_chunk(chunk):
                FACTS["articles"].validate(got.articles.unique("article_id"))
                FACTS["rejects"].validate(got.rejects.unique("reject_id"))
                out.update({"articles": len(got.articles), "rejects": len(got.rejects)})
            continue
        try:
            for found in read(file, chunk.start, chunk.end, chunk.first):
                assert isinstance(found, Document | Reject)
                out["documents" if isinstance(found, Document) else "rejects"] += 1
        except BadInput:
            out["rejects"] += 1
    assert sum(out.values()), "neither a document nor a reject"
    return out


def fuzz(endings: list[str], seconds: float, seed: int) -> dict[str, Counter[str]]:
    """Go round the readers until the time is over; returns counts by reader."""
    dice, files = random.Random(seed), seeds()
    counts: dict[str, Counter[str]] = {ending: Counter() for ending in endings}
    signal.signal(signal.SIGVTALRM, _stop)
    until = time.process_time() + seconds
    shown = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        while time.process_time() < until:
            for ending in endings:
                raw = damaged(dice, ending, files)
                path = Path(folder) / ending / f"a.{ending}"  # alone there: a `.json` beside a page is its sidecar
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(raw)
                counts[ending]["inputs"] += 1
                signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
                try:
                    counts[ending].update(check(path, whole=dice.random() < 0.1))
                except Exception as error:  # noqa: BLE001  (whatever it is, it is what is looked for)
                    _keep(raw, ending, error)
                    counts[ending]["FAULTS"] += 1
                finally:
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if time.monotonic() - shown > 60:
                shown = time.monotonic()
                print(
                    sum(c["inputs"] for c in counts.values()),
                    "inputs,",
                    sum(c["FAULTS"] for c in counts.values()),
                    "faults",
                    flush=True,
                )
    return counts


def _keep(raw: bytes, ending: str, error: Exception) -> None:
    """Keep an input for each place at which something went wrong."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "/flows/" in f.filename] or frames
    name = f"{ending.split('.')[0]}-{type(error).__name__}-{Path(ours[-1].filename).stem}-{ours[-1].lineno}.{ending}"
    FOUND.mkdir(exist_ok=True)
    if not (FOUND / name).exists():
        (FOUND / name).write_bytes(raw)
        traceback.print_exception(error)


def main() -> None:
    """Fuzz and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", action="append", choices=sorted(seeds()))
    told = parser.parse_args()
    for ending, counts in fuzz(told.reader or sorted(seeds()), told.seconds, told.seed).items():
        print(f"{ending:10}", dict(counts))
    print("peak memory, MB:", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
