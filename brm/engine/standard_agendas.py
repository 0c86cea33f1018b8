"""The agendas that an installation begins with (R70, R106). Plain values, in both languages.

A monthly review is operational; a quarterly one adds strategy, demand and satisfaction; an annual
one adds the agreements themselves.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what fills it in (empty: nobody), its name in both languages, its minutes."""

    part: str
    name: str
    name_id: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class StandardAgenda:
    """The points of one kind of meeting, proposed for it."""

    code: str
    kind: str
    review_type: str
    name: str
    name_id: str
    points: tuple[Point, ...]


LAST_MINUTES = Point("minutes", "Last minutes", "Notulen sebelumnya", 5)
ACTIONS = Point("actions", "Open actions", "Tindak lanjut yang terbuka", 10)
LEVELS = Point("levels", "Levels and trends", "Tingkat layanan dan tren", 15)
BREACHES = Point("breaches", "Breaches and major incidents", "Pelanggaran dan insiden besar", 10)
FEEDBACK = Point(
    "feedback", "Complaints, compliments, feedback", "Keluhan, pujian, umpan balik", 10
)
REQUESTS = Point(
    "requests", "Requests for new or changed service", "Permintaan layanan baru atau perubahan", 5
)
BUSINESS = Point("business", "Changing needs of the business", "Perubahan kebutuhan bisnis", 10)
IMPROVEMENTS = Point("improvements", "Improvements", "Perbaikan", 10)
CHANGES = Point("changes", "Changes to come", "Perubahan yang akan datang", 5)
STRATEGY = Point("strategy", "Strategy", "Strategi", 15)
DEMAND = Point("demand", "Demand", "Permintaan bisnis", 10)
SATISFACTION = Point("satisfaction", "Satisfaction", "Kepuasan", 10)
OUTCOMES = Point("outcomes", "Business outcomes", "Hasil bisnis", 15)
AGREEMENTS = Point("agreements", "Review of the agreements", "Tinjauan perjanjian", 30)
NEXT = Point("next", "Actions and next meeting", "Tindak lanjut dan rapat berikutnya", 5)

_OPERATIONAL = (
    LAST_MINUTES,
    ACTIONS,
    LEVELS,
    BREACHES,
    FEEDBACK,
    REQUESTS,
    BUSINESS,
    IMPROVEMENTS,
    CHANGES,
)
_STRATEGIC = (STRATEGY, DEMAND, SATISFACTION)
_BUSINESS = (LAST_MINUTES, ACTIONS, OUTCOMES, STRATEGY, DEMAND, SATISFACTION, IMPROVEMENTS)
_SHORT = (ACTIONS, Point("", "What was spoken about", "Yang dibicarakan"))

STANDARD_AGENDAS = (
    StandardAgenda(
        "REVIEW-MONTHLY",
        "service_review",
        "monthly",
        "Monthly service review",
        "Tinjauan layanan bulanan",
        (*_OPERATIONAL, NEXT),
    ),
    StandardAgenda(
        "REVIEW-QUARTERLY",
        "service_review",
        "quarterly",
        "Quarterly service review",
        "Tinjauan layanan triwulanan",
        (*_OPERATIONAL, *_STRATEGIC, NEXT),
    ),
    StandardAgenda(
        "REVIEW-ANNUAL",
        "service_review",
        "annual",
        "Annual service review",
        "Tinjauan layanan tahunan",
        (*_OPERATIONAL, *_STRATEGIC, AGREEMENTS, NEXT),
    ),
    StandardAgenda(
        "REVIEW-ADHOC",
        "service_review",
        "ad_hoc",
        "Service review as needed",
        "Tinjauan layanan sewaktu-waktu",
        (ACTIONS, LEVELS, BREACHES, Point("", "The occasion", "Pokok bahasan"), NEXT),
    ),
    StandardAgenda(
        "BUSINESS-MONTHLY",
        "business_review",
        "monthly",
        "Monthly business review",
        "Tinjauan bisnis bulanan",
        (LAST_MINUTES, ACTIONS, BUSINESS, DEMAND, NEXT),
    ),
    StandardAgenda(
        "BUSINESS-QUARTERLY",
        "business_review",
        "quarterly",
        "Quarterly business review",
        "Tinjauan bisnis triwulanan",
        (*_BUSINESS, NEXT),
    ),
    StandardAgenda(
        "BUSINESS-ANNUAL",
        "business_review",
        "annual",
        "Annual business review",
        "Tinjauan bisnis tahunan",
        (*_BUSINESS, AGREEMENTS, NEXT),
    ),
    StandardAgenda(
        "BUSINESS-ADHOC",
        "business_review",
        "ad_hoc",
        "Business review as needed",
        "Tinjauan bisnis sewaktu-waktu",
        (ACTIONS, BUSINESS, Point("", "The occasion", "Pokok bahasan"), NEXT),
    ),
    StandardAgenda("CALL", "call", "", "Call", "Telepon", _SHORT),
    StandardAgenda("VISIT", "visit", "", "Visit", "Kunjungan", _SHORT),
    StandardAgenda(
        "WORKSHOP",
        "workshop",
        "",
        "Workshop",
        "Lokakarya",
        (
            Point("", "What we want to reach", "Yang ingin dicapai"),
            Point("", "What came out", "Hasilnya"),
            NEXT,
        ),
    ),
    StandardAgenda(
        "EMAIL", "email", "", "E-mail", "Surel", (Point("", "What was written", "Isi surat"),)
    ),
)
