"""From the words of a caller to a list of files: paths, globs, folders, and the same on remote storage through fsspec.

Order is that of the sources, inside one source that of the files' relative addresses; a file named twice counts once.
An empty folder is an inbox into which nothing has come yet, and no error. Hidden files and folders are skipped, links to
folders are not followed, and a `.json` beside a `.txt` or `.html` of the same stem is that page's sidecar and no document.
What cannot be listed stays in the list and is refused when it is read, so that nothing is dropped silently.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import fsspec

from flows.ingest.problems import SourceError

Packing = Literal["gzip", "zstd"]
FORMATS = {
    ".txt": "txt",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".xml": "feed",
}
PACKINGS: dict[str, Packing] = {".gz": "gzip", ".zst": "zstd"}
UNKNOWN, SPECIAL, UNLISTED = "unknown", "special", "unlisted"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    Attributes:
        root: the folder that `uri` is relative to.
        path: absolute path, or a URL for remote storage.
        uri: path relative to the root, with `/`.
        size: bytes.
        mtime_ns: time of the last change; 0 where the storage tells none.
        format: `txt, html, jsonl, json, csv, parquet, warc, feed`, or why it will be refused: `unknown, special, unlisted`.
    """

    root: str
    path: str
    uri: str
    size: int
    mtime_ns: int
    format: str


def endings(name: str) -> tuple[str, str, Packing | None]:
    """Return a file name's stem, its format (`unknown` if none) and its packing (`gzip`, `zstd` or None)."""
    stem, last = _split(name)
    packing = PACKINGS.get(last.lower())
    if packing:
        stem, last = _split(stem)
    return stem, FORMATS.get(last.lower(), UNKNOWN), packing


def _split(name: str) -> tuple[str, str]:
    """Return a name or an address without its ending, and the ending with its dot."""
    folder, slash, last = name.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    return (folder + slash + stem, dot + ending) if stem else (name, "")


def resolve(sources: Sequence[str]) -> list[SourceFile]:
    """Return the files that `sources` name.

    Raises:
        SourceError: a path that is not there, a pattern without a match, a kind of source that is not read.
    """
    out: dict[str, SourceFile] = {}
    for source in sources:
        found = _remote(source) if _is_url(source) else _local(source)
        for file in sorted(found, key=lambda f: f.uri):
            out.setdefault(_identity(file), file)
    return list(out.values())


def _identity(file: SourceFile) -> str:
    return file.path if "://" in file.path else os.path.realpath(file.path)


def _is_url(source: str) -> bool:
    return "://" in source and not source.startswith("file://")


def _local(source: str) -> list[SourceFile]:
    name = os.path.expanduser(source.removeprefix("file://"))  # noqa: PTH111  (an unknown user's home is left as it is)
    if not name.strip():
        raise SourceError("an empty source was given: name a file, a folder or a pattern")
    path = Path(os.path.abspath(name))  # noqa: PTH100  (resolve() would follow links and change the root)
    if path.is_dir():
        return _walk(path, path)
    if path.exists():
        return [_file(path.parent, path)]
    if glob.has_magic(name):
        return _matches(source, path)
    raise SourceError(f"{source}: no such file or folder; check the path")


def _matches(source: str, pattern: Path) -> list[SourceFile]:
    root = Path(*_until_magic(pattern.parts))
    out: list[SourceFile] = []
    for match in sorted(glob.glob(str(pattern), recursive=True)):  # noqa: PTH207  (patterns from a caller, hidden left out)
        path = Path(match)
        out += _walk(root, path) if path.is_dir() else _documents(root, [path])
    if not out:
        raise SourceError(f"{source}: no file matches the pattern; check it and the folder {root}")
    return out


def _until_magic(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        if glob.has_magic(part):
            return
        yield part


def _walk(root: Path, top: Path) -> list[SourceFile]:
    """Return every document below `top`, and every folder that could not be listed."""
    unlisted: list[OSError] = []
    found: list[SourceFile] = []
    for folder, folders, names in os.walk(top, onerror=unlisted.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        paths = [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
        found += _documents(root, paths)
    for error in unlisted:
        path = Path(error.filename)
        found.append(SourceFile(str(root), str(path), _relative(root, path), 0, 0, UNLISTED))
    return found


def _documents(root: Path, paths: Iterable[Path]) -> list[SourceFile]:
    return [_file(root, path) for path in paths if not is_sidecar(path)]


def is_sidecar(path: Path) -> bool:
    """Tell whether a `.json` file lies beside a page of the same stem."""
    if path.suffix.lower() != ".json":
        return False
    pages = (".txt", ".html", ".htm")
    return any(Path(f"{path.with_suffix(page)}{packing}").exists() for page in pages for packing in ("", *PACKINGS))


def _file(root: Path, path: Path) -> SourceFile:
    kind = endings(path.name)[1]
    try:
        info = path.stat()
    except OSError:  # gone or a broken link: refused when it is read
        return SourceFile(str(root), str(path), _relative(root, path), 0, 0, kind)
    if not stat.S_ISREG(info.st_mode):
        kind = SPECIAL
    return SourceFile(str(root), str(path), _relative(root, path), info.st_size, info.st_mtime_ns, kind)


def _relative(root: Path, path: Path) -> str:
    """Return the relative address; bytes of a name that are no UTF-8 are written as escapes."""
    text = path.relative_to(root).as_posix()
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _remote(source: str) -> list[SourceFile]:
    if source.startswith(("http://", "https://")):
        raise SourceError(f"{source}: addresses of the web are fetched, not listed")
    try:
        fs, path = fsspec.core.url_to_fs(source)
        root, found = _remote_paths(fs, path)
    except (ImportError, ValueError) as error:
        raise SourceError(f"{source}: this kind of storage cannot be opened ({error})") from error
    except OSError as error:
        raise SourceError(f"{source}: cannot be listed ({error}); check the address and your access") from error
    if not found:
        raise SourceError(f"{source}: nothing found there; check the address")
    return [_remote_file(fs, root, path, info) for path, info in found.items() if not _remote_sidecar(path, found)]


def _remote_paths(fs: Any, path: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """Return the root and the files below it with what the storage tells of them."""
    if glob.has_magic(path):
        root = "/".join(_until_magic(path.split("/")))
        found = fs.glob(path, detail=True)
    elif fs.isdir(path):
        root, found = path.rstrip("/"), fs.find(path, detail=True)
    else:
        root, found = path.rpartition("/")[0], {path: fs.info(path)}
    files = {p: i for p, i in found.items() if i.get("type") == "file"}
    return root, {p: i for p, i in files.items() if not _hidden(p.removeprefix(root))}


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def _remote_sidecar(path: str, found: dict[str, dict[str, Any]]) -> bool:
    stem, last = _split(path)
    pages = (".txt", ".html", ".htm")
    return last.lower() == ".json" and any(f"{stem}{p}{z}" in found for p in pages for z in ("", *PACKINGS))


def _remote_file(fs: Any, root: str, path: str, info: dict[str, Any]) -> SourceFile:
    url = str(fs.unstrip_protocol(path))
    uri = path.removeprefix(root).lstrip("/")
    return SourceFile(
        str(fs.unstrip_protocol(root)), url, uri, int(info.get("size") or 0), changed(info), endings(path)[1]
    )


def changed(info: dict[str, Any]) -> int:
    """Return the time of the last change in nanoseconds as a storage tells it (to the millisecond), 0 if it does not."""
    for key in ("mtime", "LastModified", "last_modified", "updated", "created"):
        value = info.get(key)
        seconds = value.timestamp() if isinstance(value, datetime) else value
        if isinstance(seconds, int | float):
            return round(seconds * 1_000) * 1_000_000
    return 0
