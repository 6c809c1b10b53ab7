"""Style sheets as a deployment serves them: one file for what imports many."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command
from django.core.management.base import CommandError

from fangcheng_platform.style_bundles import BrokenBundle, bundled

CSS = settings.BASE_DIR / "static" / "css"
BUNDLES = ["public.css", "staff.css", "center.css"]


def bundle_of(**sheets: str) -> str:
    return bundled(
        "css/page.css", {f"css/{name.replace('__', '/')}.css": text for name, text in sheets.items()}.__getitem__
    )


def test_imports_come_in_their_order_and_before_what_imports_them() -> None:
    bundle = bundle_of(page='@import url("a.css");\n@import "b.css";\np{}', a="a{}", b="b{}")

    assert bundle.split() == ["a{}b{}", "p{}"]


def test_imports_of_imports_are_followed() -> None:
    bundle = bundle_of(
        page='@import url("parts/a.css");', parts__a='@import url("deep/b.css");a{}', parts__deep__b="b{}"
    )

    assert bundle == "b{}a{}"


def test_addresses_lead_from_the_bundle_to_the_same_files() -> None:
    inside = (
        'a{background:url("../../img/a.svg")}b{mask:url(data:image/png;base64,AA)}'
        "c{src:url(/static/x.woff)}d{fill:url(#e)}"
    )

    bundle = bundle_of(page='@import url("parts/a.css");p{background:url(here.png)}', parts__a=inside)

    assert re.findall(r"url\((.*?)\)", bundle) == [
        '"../img/a.svg"', "data:image/png;base64,AA", "/static/x.woff", "#e", '"here.png"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("imports", "why"),
    [
        ('@import url("missing.css");', r"page\.css: there is no css/missing\.css"),
        ('@import url("a.css");@import url("./a.css");', r"css/a\.css is imported twice"),
        ('@import url("loop.css");', r"css/page\.css is imported twice"),
        ('@import url("https://e.example/x.css");', "cannot be bundled"),
        ('@import url("a.css") print;', "cannot be bundled"),
    ],
)
def test_what_cannot_be_bundled_stops_the_deployment(imports: str, why: str) -> None:
    with pytest.raises(BrokenBundle, match=why):
        bundle_of(page=imports, a="a{}", loop='@import url("page.css");')


@pytest.mark.parametrize("name", BUNDLES)
def test_every_import_of_ours_exists(name: str) -> None:
    bundle = bundled(name, lambda sheet: _read(CSS / sheet))

    assert "@import" not in bundle
    assert len(bundle) > 10_000


def test_every_component_is_in_a_bundle_or_linked_by_its_pages() -> None:
    bundles = "".join(_read(CSS / name) for name in BUNDLES)
    templates = "".join(_read(file) for file in (settings.BASE_DIR / "templates").rglob("*.html"))
    components = [file.relative_to(CSS).as_posix() for file in (CSS / "components").glob("*.css")]

    assert [name for name in components if f'url("{name}")' not in bundles and f"'css/{name}'" not in templates] == []


def test_collected_files_hold_what_they_import(settings: LazySettings, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "fangcheng_platform.static_files.HashedStaticFilesStorage"}
    }
    settings.STATIC_ROOT = tmp_path

    call_command("collectstatic", "--noinput", verbosity=0)

    (bundle,) = (tmp_path / "css").glob("public.????????????.css")
    text = _read(bundle)
    assert "@import" not in text
    assert ".site-header" in text
    pictures = re.findall(r'url\("(\.\./img/[^"]+)"\)', text)
    assert len(pictures) == 3
    assert all((tmp_path / "css" / picture).resolve().is_file() for picture in pictures)
    # Without the storage, in development, the browser follows the imports.
    assert _read(tmp_path / "css" / "public.css") == _read(CSS / "public.css")


def test_a_missing_import_stops_collecting(settings: LazySettings, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "broken.css").write_text('@import url("nowhere.css");')
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "fangcheng_platform.static_files.HashedStaticFilesStorage"}
    }
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "collected"

    with pytest.raises((BrokenBundle, CommandError), match=r"there is no nowhere\.css"):
        call_command("collectstatic", "--noinput", verbosity=0)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
