"""Every format and every bad input: what is read, what is refused, and that the rest goes on."""

from __future__ import annotations

import csv
import gzip
import json
import os
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import zstandard

from flows.ingest import Chunk, SourceError, changed_files, plan, read_chunk, resolve
from flows.ingest.readers import streams
from schemas import FACTS

TEXT = (
    "Shelling hit the harbour district of Velmora overnight, officials said on Monday, and at least four people were killed.\n"
    "Rescue teams worked until dawn to reach families below a collapsed block of flats, the city council said."
)


def ingest(*sources: Path | str, **limits: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read sources as the pipeline does, each chunk through JSON; return all articles and rejects, both checked."""
    got = []
    for chunk in plan(resolve([str(s) for s in sources]), **limits):
        got += read_chunk(Chunk(**json.loads(json.dumps(asdict(chunk)))), **limits)
    articles, rejects = pl.concat([g.articles for g in got]), pl.concat([g.rejects for g in got])
    FACTS["articles"].validate(articles)
    FACTS["rejects"].validate(rejects)
    return articles, rejects


def write_lines(path: Path, *records: object) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records), encoding="utf-8")
    return path


def checks(rejects: pl.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rejects["source_uri"], rejects["check"], strict=True))


RECORD = {"url": "https://example.org/1", "title": "A title", "published_at": "2024-03-05T22:30:00-05:00", "text": TEXT}


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
@pytest.mark.parametrize("ending", ["jsonl", "ndjson", "json", "csv", "parquet"])
def test_tabular_formats_say_the_same(tmp_path: Path, ending: str, packing: str) -> None:
    path = tmp_path / f"news.{ending}"
    records = [RECORD, {**RECORD, "url": "https://example.org/2", "title": None}]
    if ending == "json":
        path.write_text(json.dumps(records))
    elif ending == "csv":
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(RECORD))
            writer.writeheader()
            writer.writerows(records)
    elif ending == "parquet":
        pl.DataFrame(records).write_parquet(path)
    else:
        write_lines(path, *records)
    if packing:
        raw = path.read_bytes()
        path.unlink()
        path = path.with_name(path.name + packing)
        path.write_bytes(gzip.compress(raw) if packing == ".gz" else zstandard.compress(raw))
    articles, rejects = ingest(path)
    assert rejects.is_empty()
    assert articles["url"].to_list() == ["https://example.org/1", "https://example.org/2"]
    assert articles["text"].to_list() == [TEXT, TEXT]
    assert articles["title"].to_list() == ["A title", None]
    assert articles["published_at"][0] == datetime(2024, 3, 6, 3, 30, tzinfo=UTC)
    assert articles["published_date"][0] == date(2024, 3, 5)
    assert set(articles["published_basis"]) == {"caller"}
    assert articles["source_uri"][0].startswith(path.name + "#")
    one = write_lines(tmp_path / "one.jsonl", RECORD)
    assert ingest(one)[0]["article_id"][0] == articles["article_id"][0], "the id rests on url and text only"


@pytest.mark.parametrize(
    ("given", "instant", "day", "noted"),
    [
        ("2024-03-05", None, date(2024, 3, 5), False),
        ("20240305", None, date(2024, 3, 5), False),
        ("2024-03-05T10:00:00", None, date(2024, 3, 5), False),
        ("2024-03-05T10:00:00Z", datetime(2024, 3, 5, 10, tzinfo=UTC), date(2024, 3, 5), False),
        ("2024-03-05 23:00:00+02:00", datetime(2024, 3, 5, 21, tzinfo=UTC), date(2024, 3, 5), False),
        ("last Tuesday", None, None, True),
        ("2024-13-45", None, None, True),
        ("0001-01-01T00:00:00+14:00", None, None, True),
        ("1709632800", None, None, True),
        (1709632800, None, None, True),
        ("", None, None, False),
        (None, None, None, False),
    ],
)
def test_published_at(tmp_path: Path, given: object, instant: object, day: object, noted: bool) -> None:
    articles, rejects = ingest(write_lines(tmp_path / "a.jsonl", {"text": TEXT, "published_at": given}))
    assert (articles["published_at"][0], articles["published_date"][0]) == (instant, day)
    assert articles["published_basis"][0] == ("caller" if day else None)
    assert rejects["column"].to_list() == (["published_at"] if noted else [])
    assert rejects["article_id"].to_list() == (articles["article_id"].to_list() if noted else [])


def test_bad_lines_are_refused_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    bad = [
        b'{"text": "cut',
        b"[1, 2]",
        b'{"text": 7}',
        b'{"title": "no body"}',
        b'{"text": "  \\n "}',
        b'{"text": "one text", "text": "another text"}',
        b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"text": "\xd0\xf3\xf1\xf1\xea\xe8\xe9 \xd2\xe5\xea\xf1\xf2 \xe2 \xe4\xf0\xf3\xe3\xee\xe9"}',
        b"\x00\x01\x02 binary",
        b'{"text": "t", "title": ["x"]}',
        b'{"text": "t", "n": ' + b"9" * 5_000 + b"}",
    ]
    good = json.dumps({"text": TEXT}).encode()
    path.write_bytes(b"\n".join([good, *bad, b"", good]) + b"\n")
    articles, rejects = ingest(path)
    assert articles["source_uri"].to_list() == ["mixed.jsonl#1", f"mixed.jsonl#{len(bad) + 3}"]
    expected = [
        "json",
        "type",
        "type",
        "no_text",
        "no_text",
        "duplicate_key",
        "json",
        "encoding",
        "binary",
        "type",
        "json",
    ]
    assert checks(rejects) == [(f"mixed.jsonl#{n}", check) for n, check in enumerate(expected, 2)]
    assert rejects["reject_id"].n_unique() == len(bad)


def test_a_key_in_the_text_or_deeper_is_no_repetition(tmp_path: Path) -> None:
    record = {"text": f'She typed "text" and "url" twice: "text". {TEXT}', "meta": {"text": "x", "url": ["y"]}}
    articles, rejects = ingest(write_lines(tmp_path / "a.jsonl", record))
    assert (len(articles), len(rejects)) == (1, 0)


def test_a_line_beyond_the_limit_is_read_past(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams.lines, "__defaults__", (3_000_000,))
    path = tmp_path / "long.jsonl"
    with path.open("wb") as stream:
        stream.write(json.dumps({"text": TEXT}).encode() + b"\n" + b'{"text": "')
        for _ in range(9):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n' + json.dumps({"text": TEXT}).encode())
    articles, rejects = ingest(path)
    assert articles["source_uri"].to_list() == ["long.jsonl#1", "long.jsonl#3"]
    assert checks(rejects) == [("long.jsonl#2", "too_large")]


def test_encodings(tmp_path: Path) -> None:
    told = "Señor Ibáñez said “nothing” to the “Café” — 3 people were hurt near the Pont d’Iéna on Monday evening."
    (tmp_path / "a.txt").write_bytes(told.encode("cp1252"))
    (tmp_path / "b.txt").write_bytes(told.encode("utf-16"))
    (tmp_path / "c.txt").write_bytes(b"\xef\xbb\xbf" + told.encode())
    (tmp_path / "d.txt").write_bytes(told.encode().replace("“".encode(), b"\xe2\x80", 1))
    (tmp_path / "e.txt").write_bytes("Обстрел города продолжался всю ночь, сообщили власти.".encode("cp1251"))
    page = f'<html><head><meta charset="koi8-r"></head><body><article><p>{"Обстрел города продолжался. " * 20}</p></article></body></html>'
    (tmp_path / "f.html").write_bytes(page.encode("koi8-r"))
    articles, rejects = ingest(tmp_path)
    texts = dict(zip(articles["source_uri"], articles["text"], strict=True))
    assert [texts[n] for n in ("a.txt", "b.txt", "c.txt")] == [told] * 3
    assert "Обстрел города" in texts["f.html"]
    assert checks(rejects) == [("d.txt", "encoding"), ("e.txt", "encoding")]


def test_broken_files_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps({"text": TEXT}).encode() + b"\n")
    big = zstandard.compress(b"\n".join(json.dumps({"text": f"{i} {TEXT}"}).encode() for i in range(2000)))
    bad: dict[str, tuple[bytes, str]] = {
        "binary.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "binary"),
        "blank.txt": (b" \n\t\n", "empty"),
        "broken.parquet": (b"PAR1 no table", "parquet"),
        "empty.csv": (b"", "empty"),
        "empty.html": (b"", "empty"),
        "nothing.json": (b"", "empty"),
        "empty.jsonl": (b"", "empty"),
        "empty.txt": (b"", "empty"),
        "header.csv": (b"name,body\nx,y\n", "header"),
        "list.json": (b"[]", "empty"),
        "no.gz": (b"plain", "format"),
        "notes.docx": (b"PK", "format"),
        "shell.html": (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no_body"),
        "torn.csv.gz": (packed[:-20], "packing"),
        "torn.parquet.gz": (packed[:-20], "packing"),
        "torn.txt.gz": (packed[:-20], "packing"),
        "torn.jsonl.gz": (packed[:-20], "packing"),
        "torn.jsonl.zst": (big[: len(big) // 2], "packing"),
        "untrue.jsonl.gz": (b"not packed at all", "packing"),
        "value.json": (b'"text"', "type"),
    }
    for name, (raw, _) in bad.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "zz.txt").write_text(TEXT)
    articles, rejects = ingest(tmp_path)
    assert "zz.txt" in articles["source_uri"].to_list()
    refused = checks(rejects.filter(~pl.col("source_uri").str.contains("#")))
    assert sorted(refused) == sorted((name, check) for name, (_, check) in bad.items())
    assert rejects["reject_id"].n_unique() == len(rejects)


def test_json_lists_go_on_after_a_bad_item_and_end_at_a_broken_one(tmp_path: Path) -> None:
    item = json.dumps({"text": TEXT})
    (tmp_path / "a.json").write_text(f'[{item}, {{"text": 1}}, {{"text":"x","text":"y"}}, {item}]')
    (tmp_path / "b.json").write_text(f"[{item}, {{broken}}, {item}]")
    (tmp_path / "c.json").write_text(f"[{item}, {item}")
    (tmp_path / "d.json").write_text(f"{item}\n{item}")
    articles, rejects = ingest(tmp_path)
    (tmp_path / "e.jsonl").write_text(json.dumps([{"text": TEXT}, {"text": TEXT}], indent=1) + "]")
    articles, rejects = ingest(tmp_path)
    places = [
        "a.json#1",
        "a.json#4",
        "b.json#1",
        "c.json#1",
        "c.json#2",
        "d.json",
        "d.json#2",
        "e.jsonl#1",
        "e.jsonl#2",
    ]
    assert articles["source_uri"].to_list() == places
    assert checks(rejects) == [
        ("a.json#2", "type"),
        ("a.json#3", "duplicate_key"),
        ("b.json#2", "json"),
        ("b.json", "json"),
        ("c.json", "json"),
        ("e.jsonl", "json"),
    ]


def test_a_long_json_list_is_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    path.write_text(json.dumps([{"text": f"{n} {TEXT * 30}"} for n in range(300)], indent=1))
    articles, rejects = ingest(path, batch_documents=100)
    assert rejects.is_empty()
    assert [t.split()[0] for t in articles["text"]] == [str(n) for n in range(300)]


def test_csv_records_may_span_lines(tmp_path: Path) -> None:
    quoted = TEXT.replace('"', '""')
    (tmp_path / "a.csv").write_text(f'url;text\n;"{quoted}"\nu;too;many\n;"second {quoted}"\n')
    articles, rejects = ingest(tmp_path)
    assert articles["source_uri"].to_list() == ["a.csv#2", "a.csv#5"]
    assert checks(rejects) == [("a.csv#4", "csv")]


def test_a_bad_row_of_a_csv_file_does_not_end_it(tmp_path: Path) -> None:
    rows = [
        b"text,title",
        b'"' + TEXT.encode() + b'",a',
        b"caf\xc3\x28 \x81,b",
        b"nul\x00,c",
        b'"' + TEXT.encode() + b'",d',
    ]
    (tmp_path / "a.csv").write_bytes(b"\n".join(rows))
    articles, rejects = ingest(tmp_path)
    assert articles["title"].to_list() == ["a", "d"]
    assert [check for _, check in checks(rejects)] == ["encoding", "encoding"]


def test_sidecar_holds_the_keys_of_its_page(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text(f"The Headline Of It\n\n{TEXT}")
    told = {
        "url": "https://example.org/p",
        "title": "The Headline Of It",
        "published_at": "2024-03-05",
        "retrieved_at": "2024-03-06T01:02:03Z",
    }
    (tmp_path / "p.json").write_text(json.dumps(told))
    (tmp_path / "q.txt").write_text(TEXT)
    (tmp_path / "q.json").write_text("{broken")
    articles, rejects = ingest(tmp_path)
    row = articles.row(0, named=True)
    assert (row["url"], row["title"], row["published_date"]) == (told["url"], told["title"], date(2024, 3, 5))
    assert row["retrieved_at"] == datetime(2024, 3, 6, 1, 2, 3, tzinfo=UTC)
    assert row["text"] == TEXT
    assert checks(rejects) == [("q.txt", "sidecar")]


def test_files_that_change_or_vanish(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.jsonl"):
        (tmp_path / name).write_text(TEXT if name.endswith("txt") else json.dumps({"text": TEXT}))
    chunks = plan(resolve([str(tmp_path)]))
    (tmp_path / "a.txt").unlink()
    (tmp_path / "b.txt").write_text(TEXT + " More.")
    os.utime(tmp_path / "c.jsonl", ns=(1, 1))
    changed = changed_files(file for chunk in chunks for file in chunk.files)
    got = [g for chunk in chunks for g in read_chunk(chunk, changed=changed)]
    rejects = pl.concat([g.rejects for g in got])
    assert checks(rejects) == [("a.txt", "vanished"), ("b.txt", "changed"), ("c.jsonl", "changed")]
    assert not any(len(g.articles) for g in got)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    chunks = plan(resolve([str(tmp_path)]))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    (got,) = [g for chunk in chunks for g in read_chunk(chunk)]
    assert checks(got.rejects) == [("a.txt", "unreadable")]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RATIO_FROM", 1 << 20)
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b"\n" * 30_000_000))
    (tmp_path / "bomb.txt.zst").write_bytes(zstandard.compress(b"x " * 15_000_000))
    _, rejects = ingest(tmp_path)
    assert set(checks(rejects)) == {("bomb.jsonl.gz", "packing"), ("bomb.txt.zst", "packing")}


def test_source_errors_say_what_and_where(tmp_path: Path) -> None:
    for source in (
        f"{tmp_path}/absent.txt",
        f"{tmp_path}/*.nothing",
        "https://example.org/a",
        "",
        "memory://absent",
    ):
        with pytest.raises(SourceError) as error:
            resolve([source])
        assert "\n" not in str(error.value)


def test_empty_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("x")
    assert resolve([str(tmp_path)]) == []


def test_home_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.txt").write_text("x")
    assert [f.path for f in resolve(["~/a.txt"])] == [str(tmp_path / "a.txt")]


def test_resolve_is_ordered_and_counts_a_file_once(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.html", ".hidden/x.txt", ".y.txt", "b/1.json", "c.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    files = resolve([str(tmp_path / "c.json"), str(tmp_path), f"{tmp_path}/**/*.txt"])
    assert [f.uri for f in files] == ["c.json", "a.txt", "b/1.html", "b/2.txt"]


def test_remote_storage(tmp_path: Path) -> None:
    import fsspec

    fs = fsspec.filesystem("memory")
    fs.pipe("/news/a.jsonl", json.dumps({"text": TEXT}).encode())
    fs.pipe("/news/deep/b.txt", TEXT.encode())
    articles, rejects = ingest("memory://news")
    assert rejects.is_empty()
    assert articles["source_uri"].to_list() == ["a.jsonl#1", "deep/b.txt"]
    assert len(ingest("memory://news/*.jsonl")[0]) == 1


def test_the_cut_does_not_change_what_is_read(tmp_path: Path) -> None:
    records = [{"text": f"{n} {TEXT}" * (1 + n % 7), "title": "ü" * (n % 5)} for n in range(500)]
    path = write_lines(tmp_path / "a.jsonl", *records, "", "broken")
    table = tmp_path / "b.parquet"
    pl.DataFrame(records).write_parquet(table, row_group_size=60)
    for source in (path, table):
        whole, refused = ingest(source)
        cut, refused_cut = ingest(source, batch_documents=37, batch_bytes=60_000)
        assert whole.equals(cut)
        assert refused.equals(refused_cut)
        assert len(plan(resolve([str(source)]), batch_documents=37, batch_bytes=60_000)) > 5


def test_ids_differ_by_place_and_not_by_run(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"text": TEXT}, {"text": TEXT}, "{bad", "{bad")
    articles, rejects = ingest(path)
    assert articles["article_id"].n_unique() == 2
    assert rejects["reject_id"].n_unique() == 2
    assert ingest(path)[0].equals(articles)
