"""The sections that practice asks of each kind of document (R100–R105, R108, R109).

A key names a topic: whatever document it stands in, the same key speaks of the same thing, so that
what a requirement says is carried into the agreement. Names and hints come in English and
Indonesian.
"""

from typing import NamedTuple


class Section(NamedTuple):
    """One section of a set. ``required`` and ``may_be_none`` as in a set's item."""

    key: str
    name: str
    name_id: str
    hint: str
    hint_id: str
    required: bool = True
    may_be_none: bool = False


class StandardSet(NamedTuple):
    """A set as it is installed; an administrator may change it afterwards."""

    code: str
    kind: str
    name: str
    name_id: str
    default: bool
    sections: tuple[Section, ...]


# key: English, Indonesian, hint in English, hint in Indonesian
_TOPICS: dict[str, tuple[str, str, str, str]] = {
    "description": (
        "Service description",
        "Deskripsi layanan",
        "What the service does for the business, in its own words.",
        "Apa yang dilakukan layanan bagi bisnis, dengan bahasa bisnis.",
    ),
    "success": (
        "Success criteria",
        "Kriteria keberhasilan",
        "How the business will know that it got what it asked for.",
        "Bagaimana bisnis mengetahui bahwa yang diminta sudah terpenuhi.",
    ),
    "availability": (
        "Availability",
        "Ketersediaan",
        "When it must work, and how long a failure can be borne.",
        "Kapan layanan harus berjalan, dan berapa lama gangguan dapat ditoleransi.",
    ),
    "capacity": (
        "Capacity and performance",
        "Kapasitas dan kinerja",
        "How much, how fast, at which peaks.",
        "Seberapa banyak, seberapa cepat, pada puncak yang mana.",
    ),
    "interruptions": (
        "Planned interruptions",
        "Penghentian terencana",
        "When the service may be stopped, and how early this is announced.",
        "Kapan layanan boleh dihentikan, dan seberapa awal hal itu diumumkan.",
    ),
    "roles": (
        "Roles",
        "Peran",
        "Who decides, who pays, who uses, who answers for it.",
        "Siapa yang memutuskan, membayar, menggunakan, dan bertanggung jawab.",
    ),
    "support": (
        "Support",
        "Dukungan",
        "Where help is found, in which hours, with which priorities.",
        "Di mana bantuan diperoleh, pada jam berapa, dengan prioritas apa.",
    ),
    "incidents": (
        "Handling of incidents",
        "Penanganan insiden",
        "What is done and said when something goes wrong.",
        "Apa yang dilakukan dan disampaikan ketika terjadi gangguan.",
    ),
    "security": (
        "Security",
        "Keamanan",
        "Who may get in, what is protected, how identity is proven.",
        "Siapa yang boleh masuk, apa yang dilindungi, bagaimana identitas dibuktikan.",
    ),
    "dependencies": (
        "Systems it depends on",
        "Sistem yang menjadi tumpuan",
        "What must be there for the service to work.",
        "Apa yang harus ada agar layanan berjalan.",
    ),
    "continuity": (
        "Continuity",
        "Kontinuitas",
        "What must work again by when after a disaster.",
        "Apa yang harus pulih dan kapan setelah bencana.",
    ),
    "training": (
        "Training",
        "Pelatihan",
        "Who has to learn what.",
        "Siapa yang perlu mempelajari apa.",
    ),
    "requests": (
        "Service requests",
        "Permintaan layanan",
        "What can be ordered, and how long it takes.",
        "Apa yang dapat diminta, dan berapa lama pemenuhannya.",
    ),
    "changes": (
        "Changes",
        "Perubahan",
        "How changes of the service are asked for, decided and announced.",
        "Bagaimana perubahan layanan diminta, diputuskan, dan diumumkan.",
    ),
    "utility": (
        "Utility",
        "Utilitas",
        "What it must do: fit for purpose.",
        "Apa yang harus dilakukan layanan: sesuai tujuan.",
    ),
    "warranty": (
        "Warranty",
        "Garansi",
        "How well it must do it: fit for use.",
        "Seberapa baik layanan melakukannya: layak digunakan.",
    ),
    "validity": (
        "Validity and change control",
        "Masa berlaku dan pengendalian perubahan",
        "From when until when it holds, and how it is changed.",
        "Mulai dan sampai kapan berlaku, serta bagaimana diubah.",
    ),
    "authorisation": (
        "Authorisation",
        "Otorisasi",
        "Who signs, in which order, up to which amount.",
        "Siapa yang menandatangani, dengan urutan apa, sampai jumlah berapa.",
    ),
    "communication": (
        "Communication and reporting",
        "Komunikasi dan pelaporan",
        "Which reports and meetings there are, how often, for whom.",
        "Laporan dan pertemuan apa saja, seberapa sering, untuk siapa.",
    ),
    "emergency": (
        "Emergency contacts",
        "Kontak darurat",
        "Whom to call at any hour.",
        "Siapa yang dihubungi kapan saja.",
    ),
    "hours": (
        "Service hours, exceptions and critical periods",
        "Jam layanan, pengecualian, dan masa kritis",
        "When promises count, on which days they do not, when nothing may fail.",
        "Kapan janji berlaku, pada hari apa tidak, dan kapan tidak boleh gagal.",
    ),
    "customer-duties": (
        "Responsibilities of the customer",
        "Tanggung jawab pelanggan",
        "What the customer does so that the promise can be kept.",
        "Apa yang dilakukan pelanggan agar janji dapat ditepati.",
    ),
    "provider-duties": (
        "Obligations and liability of the provider",
        "Kewajiban dan tanggung jawab penyedia",
        "What the provider owes, and what it answers for.",
        "Apa yang menjadi kewajiban penyedia, dan apa yang dipertanggungjawabkan.",
    ),
    "priorities": (
        "Impact and priority",
        "Dampak dan prioritas",
        "How urgency is decided.",
        "Bagaimana tingkat kepentingan ditentukan.",
    ),
    "escalation": (
        "Escalation and notification",
        "Eskalasi dan pemberitahuan",
        "Who is told when, and who steps in next.",
        "Siapa yang diberi tahu dan kapan, serta siapa yang mengambil alih.",
    ),
    "complaints": (
        "Complaints and disputes",
        "Pengaduan dan penyelesaian perselisihan",
        "How a complaint or a disagreement is brought to an end.",
        "Bagaimana pengaduan atau perselisihan diselesaikan.",
    ),
    "targets": (
        "Service level targets",
        "Target tingkat layanan",
        "What the targets mean; the figures themselves stand in the list of targets.",
        "Arti target; angkanya tercantum dalam daftar target.",
    ),
    "workload": (
        "Workload limits",
        "Batas beban kerja",
        "Up to which volume the promise holds, or that there is no limit.",
        "Sampai volume berapa janji berlaku, atau bahwa tidak ada batas.",
    ),
    "exceptions": (
        "Exceptions",
        "Pengecualian",
        "When the promise does not hold, or that it always does.",
        "Kapan janji tidak berlaku, atau bahwa janji selalu berlaku.",
    ),
    "charging": (
        "Charging and invoicing",
        "Biaya dan penagihan",
        "What is charged by which tariff, when it is invoiced and due.",
        "Apa yang dikenakan menurut tarif mana, kapan ditagih dan jatuh tempo.",
    ),
    "compensation": (
        "Compensation",
        "Kompensasi",
        "What the customer gets when a promise is not kept.",
        "Apa yang diterima pelanggan jika janji tidak ditepati.",
    ),
    "outage": (
        "When the service is interrupted",
        "Tindakan saat layanan terhenti",
        "What each side does until it works again.",
        "Apa yang dilakukan masing-masing pihak sampai layanan pulih.",
    ),
    "housekeeping": (
        "Housekeeping",
        "Pemeliharaan rutin",
        "Backups, archives, deletion, capacity checks.",
        "Cadangan, arsip, penghapusan, pemeriksaan kapasitas.",
    ),
    "glossary": (
        "Glossary",
        "Daftar istilah",
        "Words that both sides must understand alike.",
        "Istilah yang harus dipahami sama oleh kedua pihak.",
    ),
    "supporting": (
        "Supporting services",
        "Layanan pendukung",
        "Which services and agreements lie beneath.",
        "Layanan dan perjanjian apa yang menopang.",
    ),
    "parties": (
        "Parties",
        "Para pihak",
        "Who agrees with whom, and who speaks for them.",
        "Siapa bersepakat dengan siapa, dan siapa yang mewakili.",
    ),
    "termination": (
        "Duration, renewal and termination",
        "Jangka waktu, perpanjangan, dan pengakhiran",
        "How it goes on, how it ends, in good and in bad times.",
        "Bagaimana perjanjian berlanjut dan berakhir, dalam keadaan baik maupun buruk.",
    ),
    "justification": (
        "Business justification",
        "Pembenaran bisnis",
        "Which processes it supports, and what they are worth.",
        "Proses apa yang didukung, dan berapa nilainya.",
    ),
    "criticality": (
        "Criticality and vital business functions",
        "Kekritisan dan fungsi bisnis vital",
        "What stands still without it, and for how long that can be borne.",
        "Apa yang terhenti tanpanya, dan berapa lama dapat ditanggung.",
    ),
    "reliability": (
        "Reliability and maintainability",
        "Keandalan dan kemudahan pemulihan",
        "How often it may break, and how soon it must be restored.",
        "Seberapa sering boleh terganggu, dan seberapa cepat harus dipulihkan.",
    ),
    "standards": (
        "Technical standards",
        "Standar teknis",
        "Interfaces and standards that both sides keep to.",
        "Antarmuka dan standar yang dipatuhi kedua pihak.",
    ),
    "history": (
        "Change history",
        "Daftar perubahan dokumen",
        "What changed since the version before.",
        "Apa yang berubah sejak versi sebelumnya.",
    ),
    "annexes": (
        "Annexes",
        "Lampiran",
        "Documents that belong to it.",
        "Dokumen yang menjadi bagian darinya.",
    ),
    "ownership": (
        "Ownership and signatories",
        "Kepemilikan dan penanda tangan",
        "Who owns the agreement on each side, who signs and who counter-signs.",
        "Siapa pemilik perjanjian di tiap pihak, siapa menandatangani dan menyetujui.",
    ),
    "scope": (
        "Scope and exclusions",
        "Ruang lingkup dan pengecualian",
        "What it covers, and what it does not.",
        "Apa yang dicakup dan apa yang tidak.",
    ),
    "functions": (
        "Business functions and critical users",
        "Fungsi bisnis dan pengguna kritis",
        "What is done with it, and by whom it must never be missed.",
        "Apa yang dilakukan dengannya, dan siapa yang tidak boleh kehilangan layanan.",
    ),
    "peaks": (
        "Business hours, peaks and closings",
        "Jam bisnis, puncak, dan penutupan buku",
        "Month end, year end, paydays, enrolment.",
        "Akhir bulan, akhir tahun, hari gajian, masa pendaftaran.",
    ),
    "supplier": (
        "Supplier",
        "Informasi pemasok",
        "Who supplies it, under which registration, in which country.",
        "Siapa pemasoknya, dengan izin apa, di negara mana.",
    ),
    "clearance": (
        "Clearance",
        "Persetujuan",
        "Representative of the supplier and our supplier manager.",
        "Wakil pemasok dan manajer pemasok kami.",
    ),
    "outcome": (
        "Desired outcome",
        "Hasil yang diharapkan",
        "What it must achieve, in utility and warranty.",
        "Apa yang harus dicapai, dalam utilitas dan garansi.",
    ),
    "interfaces": (
        "Interfaces and contacts",
        "Antarmuka dan kontak",
        "Who hands over to whom, by which tools, in which hours.",
        "Siapa menyerahkan kepada siapa, dengan alat apa, pada jam berapa.",
    ),
    "reviews": (
        "Reviews",
        "Pengkajian",
        "When both sides look at it together.",
        "Kapan kedua pihak mengkajinya bersama.",
    ),
    "objectives": (
        "Objectives",
        "Sasaran",
        "What the agreement is there to achieve.",
        "Apa yang ingin dicapai perjanjian ini.",
    ),
    "renegotiation": (
        "Renegotiation",
        "Negosiasi ulang",
        "When and how it is negotiated again.",
        "Kapan dan bagaimana dinegosiasikan ulang.",
    ),
    "segmentation": (
        "User segmentation",
        "Segmentasi pengguna",
        "Which groups of users there are, and what differs for them.",
        "Kelompok pengguna apa saja, dan apa bedanya.",
    ),
    "documentation": (
        "Documentation",
        "Dokumentasi",
        "Which documents are kept, where, by whom.",
        "Dokumen apa yang disimpan, di mana, oleh siapa.",
    ),
    "notional-charging": (
        "Notional charging",
        "Pembebanan nosional",
        "What it would cost, shown and not invoiced.",
        "Berapa biayanya seandainya, ditampilkan tanpa ditagihkan.",
    ),
    "definitions": (
        "Definitions",
        "Definisi",
        "What the words of this agreement mean.",
        "Arti istilah dalam kesepakatan ini.",
    ),
    "purpose": (
        "Purpose",
        "Tujuan",
        "Why the parties agree.",
        "Mengapa para pihak bersepakat.",
    ),
    "rights": (
        "Rights and obligations",
        "Hak dan kewajiban",
        "What each party may ask and owes.",
        "Apa yang boleh diminta dan wajib dipenuhi tiap pihak.",
    ),
    "force-majeure": (
        "Emergencies",
        "Keadaan darurat",
        "What holds when nobody is at fault.",
        "Apa yang berlaku ketika tidak ada pihak yang bersalah.",
    ),
    "confidentiality": (
        "Confidentiality",
        "Kerahasiaan",
        "What may not be told, and for how long.",
        "Apa yang tidak boleh disampaikan, dan berapa lama.",
    ),
    "catalogue": (
        "Catalogue of services",
        "Katalog layanan",
        "Which services belong to it.",
        "Layanan apa saja yang termasuk.",
    ),
}
# The parties may state that there is nothing of it: an empty field could mean forgotten.
_MAY_BE_NONE = {"workload", "exceptions", "compensation", "supporting", "annexes", "charging"}
_OPTIONAL = {"annexes", "glossary", "housekeeping", "training", "notional-charging", "history"}

_MINIMUM = (
    "description validity authorisation communication emergency hours interruptions"
    " customer-duties provider-duties priorities escalation complaints targets workload charging"
    " outage housekeeping glossary supporting exceptions"
)
_FULLER = (
    f"parties {_MINIMUM} termination justification utility warranty criticality support"
    " reliability capacity continuity security standards compensation history annexes"
)
_BUSINESS_AREA = (
    "ownership scope functions peaks hours support targets workload exceptions changes"
    " customer-duties provider-duties complaints charging"
)


def _section(key: str) -> Section:
    return Section(key, *_TOPICS[key], key not in _OPTIONAL, key in _MAY_BE_NONE)


def _set(code: str, name: str, name_id: str, keys: str, *, default: bool = False) -> StandardSet:
    kind = code.partition("-")[0].lower()
    sections = tuple(_section(key) for key in keys.split())
    return StandardSet(code, kind, name, name_id, default, sections)


STANDARD_SETS: tuple[StandardSet, ...] = (
    _set(
        "SLR-STANDARD",
        "Requirement",
        "Persyaratan",
        "description success availability capacity interruptions roles support incidents security"
        " dependencies continuity training requests changes utility warranty",
        default=True,
    ),
    _set("SLA-MINIMUM", "Agreement, the twenty", "Perjanjian, dua puluh bagian", _MINIMUM),
    _set("SLA-FULL", "Agreement, fuller", "Perjanjian lengkap", _FULLER, default=True),
    _set("SLA-AREA", "Agreement of a business area", "Perjanjian bidang bisnis", _BUSINESS_AREA),
    _set(
        "SLA-PUBLIC-ID",
        "Agreement of an Indonesian public body",
        "Perjanjian badan publik Indonesia",
        "authorisation history scope objectives renegotiation description segmentation targets"
        " workload exceptions requests support continuity security training changes documentation"
        " notional-charging customer-duties provider-duties communication glossary",
    ),
    _set(
        "SLA-LKPP",
        "Service understanding, procurement agency's form",
        "Kesepakatan tingkat layanan, format LKPP",
        "parties definitions purpose validity scope rights targets workload exceptions support"
        " communication force-majeure reviews charging confidentiality complaints catalogue",
    ),
    _set("OLA-STANDARD", "Operational agreement", "Perjanjian operasional", _MINIMUM, default=True),
    _set(
        "UC-STANDARD",
        "Supplier contract",
        "Kontrak pemasok",
        "description supplier clearance validity termination outcome interfaces communication hours"
        " targets workload exceptions customer-duties provider-duties charging compensation"
        " complaints reviews history",
        default=True,
    ),
)
