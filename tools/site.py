"""What MkDocs does for our site beyond its own. It calls these functions by their names (`hooks` in mkdocs.yml).

Vouchsafe's own colours; a page for each glossary; and the pages that lie beside `docs/`, where people look for them.
"""

from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

TOKENS: Final = "web/src/style/tokens.css"
BESIDE: Final = {"CHANGELOG.md": "changes.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
"""Files of the root, and the pages under contributors/ that show them."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give each glossary its place under Contributors: a further language needs no word in mkdocs.yml."""
    names = sorted(f"glossary/{file.name}" for file in Path(config.docs_dir, "glossary").glob("*.md"))
    contributors = next(part["Contributors"] for part in config.nav or [] if "Contributors" in part)
    contributors.append({"Glossaries": names})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the client's own colours, so that site and software never differ, and the files of the root."""
    root = Path(config.config_file_path).parent
    files.append(File.generated(config, "site/tokens.css", abs_src_path=str(root / TOKENS)))
    for name, page in BESIDE.items():
        text = (root / name).read_text("utf-8").replace("](docs/", "](../")
        files.append(File.generated(config, f"contributors/{page}", content=text))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_more: object) -> str:
    """Leave glossaries out of the search: every word of the product stands in each of them."""
    if page.file.src_uri.startswith("glossary/"):
        page.meta["search"] = {"exclude": True}
    return markdown
