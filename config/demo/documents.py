"""What two agreements of the demo say, what they charge, and what each side has to do."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import User
from agreements.models import Agreement, SectionSet, TariffItem, Version
from agreements.operations.keep_obligation import add_obligation, answer_obligation
from agreements.operations.save_sections import (
    choose_section_set,
    save_charging,
    save_sections,
)
from agreements.operations.save_tariff import create_tariff, set_price
from brm.models import Customer
from slm.models import Service

from . import story

MONTH, UNIT = TariffItem.Per.MONTH, TariffItem.Per.UNIT

# Of each agreement: its set, the language that governs, sections of which there is none.
SETS = {
    "SLA-0042": ("SLA-MINIMUM", "en", {"exceptions"}),
    "SLA-0040": ("SLA-PUBLIC-ID", "id", {"exceptions"}),
}

ENGLISH = {
    "description": "The payment gateway, core banking and the interface of the mobile bank: "
    "payments are taken, booked and answered **around the clock**.",
    "validity": "Changes are asked for in writing and become a new version once both sides sign.",
    "authorisation": "The head of operations of the bank and our service level manager.",
    "communication": "A report each month by the fifth working day; a review each quarter.",
    "emergency": "Duty manager, reachable day and night by the telephone number on the portal.",
    "hours": "Round the clock. Critical: paydays, the last two days of a month, and Lebaran.",
    "interruptions": "The second Sunday of a month, 01:00 to 04:00, told five days before.",
    "customer-duties": "- Names a contact for each service.\n- Tells peaks a week before.\n"
    "- Tests each release within five working days.",
    "provider-duties": "We watch the services, answer for our suppliers and report every miss.",
    "priorities": "| Priority | When | Answer |\n|---|---|---|\n"
    "| 1 | Payments stand still | 15 minutes |\n| 2 | Payments are slow | 1 hour |\n"
    "| 3 | Anything else | 8 hours |",
    "escalation": "After half an hour to the duty manager, after two hours to both directors.",
    "complaints": "To the relationship manager; answered within three working days.",
    "workload": "The targets hold up to **1 200 payments a minute** and 4 million a month.",
    "charging": "By the tariff that this agreement names; invoiced each month.",
    "outage": "The bank is told within ten minutes, and hears every half hour until it is over.",
    "glossary": "*Break*: an uninterrupted time in which payments cannot be taken.",
    "supporting": "The data centre, the identity service and the interbank switch.",
}
ENGLISH_IN_INDONESIAN = {
    "description": "Gerbang pembayaran, sistem inti perbankan, dan antarmuka bank seluler: "
    "pembayaran diterima, dibukukan, dan dijawab **sepanjang waktu**.",
    "workload": "Target berlaku sampai **1.200 pembayaran per menit** dan 4 juta per bulan.",
}
INDONESIAN = {
    "authorisation": "Direktur rumah sakit dan manajer tingkat layanan kami.",
    "scope": "Sistem informasi rumah sakit, surel, dan meja layanan di semua unit rawat.",
    "objectives": "Setiap pasien terdaftar, diperiksa, dan menerima obat "
    "**tanpa menunggu sistem**.",
    "renegotiation": "Atas permintaan salah satu pihak, dan setiap tahun sebelum anggaran.",
    "description": "Pendaftaran, rekam medis, apotek, dan kasir berjalan pada satu sistem.",
    "segmentation": "- Unit gawat darurat: sepanjang waktu, didahulukan.\n"
    "- Rawat inap dan apotek: sepanjang waktu.\n- Kantor: jam kerja.",
    "workload": "Paling banyak 900 pengguna bersamaan dan 6.000 pendaftaran sehari.",
    "requests": "Akun baru dalam satu hari kerja; perangkat baru dalam lima hari kerja.",
    "support": "Meja layanan sepanjang waktu; kunjungan ke tempat pada jam kerja.",
    "continuity": "Pulih dalam empat jam; data yang hilang paling lama lima belas menit.",
    "security": "Akses menurut peran, dicatat, dan ditinjau setiap tiga bulan.",
    "training": "Dua kali setahun untuk petugas pendaftaran dan apotek.",
    "changes": "Perubahan diberitahukan lima hari kerja sebelumnya, di luar jam kunjungan.",
    "documentation": "Panduan pengguna dan catatan rilis disimpan di portal.",
    "customer-duties": "Menunjuk narahubung, memberitahukan lonjakan, dan menguji setiap rilis.",
    "provider-duties": "Memantau layanan, melaporkan yang tidak tercapai, dan memperbaikinya.",
    "communication": "Laporan bulanan paling lambat hari kerja kelima; pengkajian tiap triwulan.",
}
# agreement: code, title, then item, service, how charged, unit, first price, price of this year.
TARIFFS: dict[str, tuple[str, str, tuple[tuple[str, str, str, str, str, str], ...]]] = {
    "SLA-0042": (
        "TRF-BANK",
        "Payments and digital banking",
        (
            ("Payment gateway", "PAY-GW", MONTH, "", "480000000", "516000000"),
            ("Core banking", "CORE-BNK", MONTH, "", "720000000", "765000000"),
            ("Payments above 3 million", "PAY-GW", UNIT, "payment", "35", "32"),
        ),
    ),
    "SLA-0040": (
        "TRF-RS",
        "Layanan rumah sakit",
        (
            ("Sistem informasi rumah sakit", "HIS", MONTH, "", "185000000", "196000000"),
            ("Kotak surel", "MAIL", UNIT, "pengguna", "42000", "42000"),
        ),
    ),
}
# agreement: of the customer, what, when, how it stands; then the note.
DUTIES: dict[str, tuple[tuple[bool, str, str, str, str], ...]] = {
    "SLA-0042": (
        (True, "Name a contact for each service", "each January", "done", "By e-mail."),
        (True, "Tell expected peaks a week before", "before paydays", "open", ""),
        (False, "Report by the fifth working day", "each month", "done", ""),
    ),
    "SLA-0040": (
        (True, "Menguji setiap rilis", "dalam lima hari kerja", "not_done", "Penguji sedang cuti."),
        (False, "Melatih petugas pendaftaran", "dua kali setahun", "open", ""),
    ),
}


def write_document(version: Version, *, manager: User, at: dt.datetime) -> Version:
    """The text of a draft, its tariff and the duties, where this agreement's story has them."""
    code = version.agreement.code
    if code not in SETS:
        return version
    section_set, language, none = SETS[code]
    version = choose_section_set(
        version=version,
        section_set=SectionSet.objects.get(code=section_set),
        governing_language=language,
        actor=manager,
    )
    texts = {"en": ENGLISH, "id": ENGLISH_IN_INDONESIAN} if language == "en" else {"id": INDONESIAN}
    for written, sections in texts.items():
        version = save_sections(
            version=version, language=written, texts=sections, none=none, actor=manager
        )
    version = _charge(version, manager, at)
    _oblige(version.agreement, manager, at)
    return version


# What the shorter agreements say, section by section of the set of twenty.
PLAIN = {
    "description": "What the catalogue says of the service; used in offices on working days.",
    "authorisation": "The persons named as signatories, in the order given there.",
    "communication": "A report each month; a meeting each quarter.",
    "emergency": "The duty manager, by the telephone number on the portal.",
    "hours": "The service hours named with each target.",
    "interruptions": "Sundays before noon, told five working days before.",
    "customer-duties": "- Names a contact.\n- Tells of moves and peaks a week before.",
    "provider-duties": "We watch the service, report every miss and mend its cause.",
    "priorities": "What stops an office comes first, then what stops a person.",
    "escalation": "After an hour to the duty manager, after four to the service manager.",
    "complaints": "To the relationship manager; answered within three working days.",
    "outage": "Both sides tell each other at once and again every hour.",
    "glossary": "*Office*: any site on the customer's list of sites.",
    "supporting": "The network, the identity service and the service desk.",
    "charging": "Within the yearly budget; nothing is invoiced by use.",
}


def write_plainly(version: Version, *, manager: User) -> Version:
    """The short text of an office agreement; what nobody has to say is stated to be none."""
    version = choose_section_set(
        version=version,
        section_set=SectionSet.objects.get(code="SLA-MINIMUM"),
        governing_language="en",
        actor=manager,
    )
    items = version.section_set.items.all() if version.section_set else ()
    none = {item.key for item in items if item.may_be_none and item.key not in PLAIN}
    return save_sections(version=version, language="en", texts=PLAIN, none=none, actor=manager)


def _charge(version: Version, manager: User, at: dt.datetime) -> Version:
    code, title, items = TARIFFS[version.agreement.code]
    tariff = create_tariff(
        code=code,
        title=title,
        customer=Customer.objects.get(agreements=version.agreement),
        currency=story.CURRENCY,
        zone=story.ZONE,
        actor=manager,
    )
    this_year = dt.date(at.year, 1, 1)
    for name, service, per, unit, first, now in items:
        given: dict[str, Any] = {
            "tariff": tariff,
            "name": name,
            "service": Service.objects.get(code=service),
            "per": per,
            "unit": unit,
            "actor": manager,
        }
        set_price(price=Decimal(first), valid_from=dt.date(at.year - 2, 1, 1), **given)
        if now != first:
            set_price(price=Decimal(now), valid_from=this_year, **given)
    return save_charging(
        version=version, tariff=tariff, invoiced="monthly", due_days=30, actor=manager
    )


def _oblige(agreement: Agreement, manager: User, at: dt.datetime) -> None:
    customer = agreement.parties.filter(provider=None).first()
    for theirs, what, rule, state, note in DUTIES[agreement.code]:
        row = add_obligation(
            agreement=agreement,
            party=customer if theirs else None,
            what=what,
            rule=rule,
            actor=manager,
            at=at,
        )
        if state != "open":
            answer_obligation(obligation=row, state=state, note=note, actor=manager, at=at)
