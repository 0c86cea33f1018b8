"""The printed agreement."""

import hashlib

import pytest

from agreements.exports import document as exports
from agreements.exports.blocks import blocks_of
from agreements.exports.document import document_pdf, signed_document
from agreements.exports.glyphs import drawable
from agreements.exports.typesetting import DocumentRefused, set_pdf
from agreements.models import SectionSet
from agreements.operations.activate import activate
from agreements.operations.save_sections import choose_section_set, save_sections
from tests.agreements.scenes import draft, in_force, indicator, write
from tests.agreements.signing import signed_by_both
from tests.cast import NOW

NASTY = """#panic("code ran") $x$ @label <tag> *bold* _em_ `raw #panic()` \\ " ] }

# A heading

1. one
2. two
   - inner **bold** [link](https://example.org)

| Who | What |
|---|---|
| #sys.inputs | 中文 😀 |

> quoted

```
#read("/etc/passwd")
```
"""


@pytest.fixture
def version(db, sari, customer_a):
    made = write(draft(sari, customer_a), [indicator()], sari)
    made = choose_section_set(
        version=made,
        section_set=SectionSet.objects.get(code="SLA-AREA"),
        governing_language="en",
        actor=sari,
    )
    made = save_sections(
        version=made, language="en", texts={"scope": NASTY}, none={"workload"}, actor=sari
    )
    return save_sections(
        version=made, language="id", texts={"scope": "Pembayaran."}, none={"workload"}, actor=sari
    )


def printed(version, **options):
    options = {"language": "en"} | options
    return document_pdf(version, parties=version.agreement.parties.all(), at=NOW, **options)


def drawn_data(version, monkeypatch, **options):
    """What the typesetter is given."""
    given = {}

    def keep(_template, data, *, at):
        given.update(data)
        return b""

    monkeypatch.setattr(exports, "set_pdf", keep)
    printed(version, **options)
    return given


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("both", [False, True])
def test_document_is_tagged_and_the_same_for_the_same_input(version, language, both):
    first = printed(version, language=language, both=both)
    assert first.startswith(b"%PDF")
    assert b"/StructTreeRoot" in first
    assert b"pdfuaid" in first
    assert (
        hashlib.sha256(first).digest()
        == hashlib.sha256(printed(version, language=language, both=both)).digest()
    )


def test_what_people_write_is_data_and_never_code(version, monkeypatch):
    data = drawn_data(version, monkeypatch)
    scope = data["texts"][0]["sections"][0]
    assert scope["blocks"][0]["of"][0]["text"].startswith('#panic("code ran") $x$ @label')
    assert scope["blocks"][-1] == {"type": "raw", "text": '#read("/etc/passwd")'}


def test_both_languages_name_the_one_that_governs(version, monkeypatch):
    data = drawn_data(version, monkeypatch, both=True)
    assert [(part["language"], part["note"]) for part in data["texts"]] == [
        ("en", "This language governs."),
        ("id", ""),
    ]
    assert data["hash"] == exports.hash_of(version)


def test_character_that_the_font_lacks_is_replaced():
    assert drawable("Café ≥ 99 % 中 😀\u202fx\tö") == "Café ≥ 99 % ? ?\u00a0x ö"


def test_what_the_typesetter_refuses_is_no_document(tmp_path):
    broken = tmp_path / "broken.typ"
    broken.write_text('#set text(font: "No Such Font")\nText')
    with pytest.raises(DocumentRefused):
        set_pdf(broken, {}, at=NOW)


def test_unknown_markdown_is_kept_as_text():
    assert blocks_of("<script>x</script>") == [
        {"type": "par", "of": [{"type": "text", "text": "<script>x</script>"}]}
    ]


@pytest.mark.django_db
def test_signed_document_is_kept_once_with_its_hash(sari, alia, customer_a):
    version = signed_by_both(sari, alia, customer_a)
    activate(version=version, actor=sari, at=NOW)
    version.refresh_from_db()

    kept = signed_document(version, at=NOW)
    with kept.data.open("rb") as stream:
        assert hashlib.sha256(stream.read()).hexdigest() == kept.sha256
    assert signed_document(version, at=NOW).pk == kept.pk
    assert not kept.may_be_read_by(alia)  # its page decides, not the file's own address


@pytest.mark.django_db
def test_signatures_stand_in_it_of_known_sides_only(monkeypatch, sari, alia, customer_a):
    version = signed_by_both(sari, alia, customer_a)
    assert [row[0] for row in drawn_data(version, monkeypatch)["signatures"]] == [
        "Sari Tingkat",
        "Alia Pemutus",
    ]


@pytest.mark.django_db
def test_version_without_text_is_a_document_too(sari, customer_a):
    version = in_force(sari, customer_a).target.version
    assert printed(version).startswith(b"%PDF")
