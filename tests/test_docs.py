"""The documents lead where they say, and the project speaks of itself alone."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
# Spelled in pieces, so that this file passes its own test.
FOREIGN = re.compile(
    "|".join(
        [
            r"(?<![\w./-])/" + r"work/(?:main|shared)\b",
            r"/tmp/" + r"b/",
            r"/ro" + r"ot/\.",
            r"/ho" + r"me/\w+/",
            r"\blanguage " + r"model\b",
            r"\bAI " + r"assistant\b",
            r"\bcoding " + r"agent\b",
            r"\bindex-url\b" + r"[ =]",
            r"https?://[\w.-]*(?:artifact" + r"ory|nex" + r"us|pypi-" + r"proxy)[\w.-]*",
        ]
    ),
    re.IGNORECASE,
)
BINARY = {".png", ".ico", ".woff2", ".mo", ".gz", ".pdf", ".xlsx"}


def written() -> list[Path]:
    """Files that are, or will be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a checkout of the repository")
    files = (ROOT / name for name in listed.stdout.splitlines())
    return [path for path in files if path.is_file() and path.suffix not in BINARY]


def pages() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("**/*.md"))]


def anchors(path: Path) -> set[str]:
    """The names that headings of a page can be reached by."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-") for text in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(page):
    lost = []
    for link in LINK.findall(page.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_files_named_in_code_style_exist(page):
    apps = "accounts|agreements|bench|brm|common|config|docs|notices|portfolio|slm|static|templates"
    named = re.findall(rf"`((?:{apps}|tests)/[\w/.-]+\.(?:py|md|html|css|js))`", page.read_text())
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_every_decision_that_code_cites_is_written_down():
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    numbers = {int(number) for number in re.findall(r"^(\d+)\. \*\*", listed, re.MULTILINE)}
    assert numbers == set(range(1, 34))
    cited = {
        int(number)
        for path in written()
        if path.suffix in {".py", ".html", ".js", ".css"}
        for number in re.findall(r"\b[Dd]ecisions? (\d+)\b", path.read_text())
    }
    assert cited - numbers == set()


def test_every_record_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text()))
    assert {path.name for path in folder.glob("0*.md")} - listed == set()


def test_the_project_speaks_of_itself_alone():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in written()
        for match in FOREIGN.finditer(path.read_text(errors="replace"))
    ]
    assert found == []
