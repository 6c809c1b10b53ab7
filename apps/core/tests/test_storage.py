import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from apps.core.storage import ContentNamedStorage

CONTENT = b"%PDF-1.7 " + b"x" * 100_000
NAME = f"papers/1/{hashlib.new('sm3', CONTENT).hexdigest()}"


class Interrupted(ContentFile[bytes]):
    """A file whose reading fails in the middle."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield CONTENT[:50_000]
        raise OSError("killed")


@pytest.fixture
def storage(tmp_path: Path) -> ContentNamedStorage:
    return ContentNamedStorage(location=tmp_path / "kept")


def files(storage: ContentNamedStorage) -> list[str]:
    return [str(path.relative_to(storage.location)) for path in Path(storage.location).rglob("*") if path.is_file()]


def test_it_is_where_uploads_go() -> None:
    assert isinstance(storages["default"], ContentNamedStorage)


def test_a_file_is_stored_under_its_own_name_with_the_rights_that_are_set(
    storage: ContentNamedStorage, settings: LazySettings
) -> None:
    name = storage.save(NAME, ContentFile(CONTENT))

    path = Path(storage.path(NAME))
    assert (name, path.read_bytes()) == (NAME, CONTENT)
    assert stat.S_IMODE(path.stat().st_mode) == settings.FILE_UPLOAD_PERMISSIONS
    assert files(storage) == [NAME]


def test_saving_again_writes_nothing(storage: ContentNamedStorage) -> None:
    storage.save(NAME, ContentFile(CONTENT))
    written = Path(storage.path(NAME)).stat()

    name = storage.save(NAME, ContentFile(CONTENT))

    again = Path(storage.path(NAME)).stat()
    assert name == NAME
    assert (again.st_ino, again.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert files(storage) == [NAME]


def test_a_save_that_is_broken_off_leaves_nothing(storage: ContentNamedStorage) -> None:
    with pytest.raises(OSError, match="killed"):
        storage.save(NAME, Interrupted(CONTENT))

    assert files(storage) == []


def test_what_is_not_whole_is_replaced_while_a_reader_keeps_what_it_opened(storage: ContentNamedStorage) -> None:
    path = Path(storage.path(NAME))
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT[:10])

    with path.open("rb") as reading:
        storage.save(NAME, ContentFile(CONTENT))

        assert reading.read() == CONTENT[:10]
    assert path.read_bytes() == CONTENT


def test_a_broken_off_repair_leaves_what_was_there(storage: ContentNamedStorage) -> None:
    path = Path(storage.path(NAME))
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT[:10])

    with pytest.raises(OSError, match="killed"):
        storage.save(NAME, Interrupted(CONTENT))

    assert path.read_bytes() == CONTENT[:10]
    assert files(storage) == [NAME]


def test_a_file_of_another_name_never_takes_the_place_of_one(storage: ContentNamedStorage) -> None:
    first = storage.save("notes.txt", ContentFile(b"one"))
    second = storage.save("notes.txt", ContentFile(b"two"))

    assert first != second
    assert Path(storage.path(first)).read_bytes() == b"one"
