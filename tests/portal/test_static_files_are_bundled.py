import os
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from portal.staticfiles import LAYERS, BundleFinder, script, stylesheet


def served() -> set[str]:
    return {path for finder in finders.get_finders() for path, _storage in finder.list(None)}


def test_layers_come_in_their_order_and_without_comments(tmp_path: Path) -> None:
    for layer in ("components", "reset"):
        (tmp_path / layer).mkdir()
    (tmp_path / "components" / "b.css").write_text("/* <b> */\n.b { color: red }\n")
    (tmp_path / "components" / "a.css").write_text(".a { color: blue }\n")
    (tmp_path / "reset" / "all.css").write_text("* { margin: 0 }\n")
    sheet = stylesheet(tmp_path)
    assert sheet.startswith(f"@layer {','.join(LAYERS)};")
    assert "<b>" not in sheet
    assert sheet.index("* {") < sheet.index(".a {") < sheet.index(".b {")


def test_scripts_do_not_see_each_others_names(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("const close = 1;")
    (tmp_path / "two.js").write_text("const close = 2;")
    assert script(tmp_path) == "{const close = 1;}\n{const close = 2;}"


def test_a_changed_piece_makes_a_new_bundle() -> None:
    finder = BundleFinder()
    made = Path(str(finder.find("css/site.css")))
    made.write_text("old")
    os.utime(made, (0, 0))
    finder.find("css/site.css")
    assert made.read_text().startswith("@layer")


def test_pieces_are_not_served_and_everything_else_is() -> None:
    paths = served()
    assert {"css/site.css", "js/site.js", "img/icon.svg", "css/admin.css"} <= paths
    assert not [
        path for path in paths if path.startswith(("css/components/", "js/site/")) or path.endswith("README.md")
    ]


def test_every_piece_is_in_a_layer_we_know() -> None:
    folders = {file.parent.name for file in (settings.BASE_DIR / "static" / "css").glob("*/*.css")}
    assert folders <= set(LAYERS)


def test_every_file_a_stylesheet_names_exists() -> None:
    sheet = stylesheet(settings.BASE_DIR / "static" / "css")
    named = re.findall(r'url\("\.\./([^"]+)"\)', sheet)
    assert named
    assert all(finders.find(path) for path in named)


def test_colours_are_written_once_as_tokens() -> None:
    loose = [
        f"{file.name}: {found}"
        for file in (settings.BASE_DIR / "static" / "css" / "components").glob("*.css")
        if file.name != "styleguide.css"
        for found in re.findall(r"#[0-9a-fA-F]{6}\b|rgba?\(|hsla?\(", file.read_text())
    ]
    assert not loose
