"""Who and what there is in the demo. Plain values; `seed` makes records of them."""

from dataclasses import dataclass, field

from accounts.models import Role

ORGANISATION = "Pusat Layanan Digital Nusa Karsa"
ZONE = "Asia/Jakarta"
CURRENCY = "IDR"


@dataclass(frozen=True, slots=True)
class Someone:
    """A sign-in. `customer` limits the role to that customer and everything below it."""

    email: str
    name: str
    role: Role
    view: str = "levels"
    language: str = "en"
    customer: str = ""


PEOPLE = (
    Someone("bima@jembatan.example", "Bima Prasetya", Role.SERVICE_LEVEL_MANAGER),
    Someone(
        "ratna@jembatan.example", "Ratna Widyasari", Role.RELATIONSHIP_MANAGER, "relationships"
    ),
    Someone("oka@jembatan.example", "Oka Mahendra", Role.SERVICE_OWNER),
    Someone("tirta@jembatan.example", "Tirta Lesmana", Role.AUDITOR),
    Someone("ayu@jembatan.example", "Ayu Kartikasari", Role.ADMINISTRATOR),
    Someone("dewi@cakrawala.example", "Dewi Anggraini", Role.CUSTOMER, customer="CAKRAWALA"),
    Someone(
        "hasan@harapanbahari.example",
        "Hasan Basri",
        Role.CUSTOMER,
        language="id",
        customer="HARAPAN",
    ),
)


@dataclass(frozen=True, slots=True)
class Organisation:
    """A customer and its units (`code`, `name`)."""

    code: str
    name: str
    relation: str = "external"
    units: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str, str], ...] = ()  # name, position, part


CUSTOMERS = (
    Organisation(
        "CAKRAWALA",
        "Bank Cakrawala Nusantara",
        units=(("CAKRAWALA-CARD", "Cards and payments"), ("CAKRAWALA-DIGI", "Digital channels")),
        people=(
            ("Dewi Anggraini", "Head of operations", "decision_maker"),
            ("Yoga Pratama", "Branch operations", "user_representative"),
        ),
    ),
    Organisation(
        "HARAPAN",
        "RS Harapan Bahari",
        units=(("HARAPAN-WARD", "Rawat inap"), ("HARAPAN-FARM", "Farmasi")),
        people=(
            ("Hasan Basri", "Direktur umum", "decision_maker"),
            ("Sulastri Wening", "Kepala rawat inap", "user_representative"),
        ),
    ),
    Organisation(
        "PURWASARI",
        "Dinas Kependudukan Purwasari",
        units=(("PURWASARI-LOKET", "Loket pelayanan"),),
        people=(("Endang Pertiwi", "Sekretaris dinas", "signatory"),),
    ),
    Organisation(
        "RIMBA",
        "PT Rimba Logistik",
        people=(("Gilang Saputra", "Supply chain director", "decision_maker"),),
    ),
    Organisation(
        "ANUGERAH",
        "PT Anugerah Ritel Makmur",
        units=(("ANUGERAH-TOKO", "Stores"), ("ANUGERAH-GUDANG", "Warehouses")),
        people=(("Maya Lestari", "Chief information officer", "sponsor"),),
    ),
    Organisation("SURYA", "PT Surya Tekstil Utama"),
    Organisation("PELITA", "PT Pelita Energi Timur"),
    Organisation("MINA", "Koperasi Mina Sejahtera"),
    Organisation("NUSAKARSA", "Nusa Karsa, own departments", relation="internal"),
)

PROVIDERS = (
    ("TIM-APLIKASI", "Application team", "internal"),
    ("TIM-JARINGAN", "Network team", "internal"),
    ("TIM-MEJA", "Service desk team", "internal"),
    ("AWAN", "PT Awan Khatulistiwa", "external"),
    ("SAKLAR", "Saklar Antarbank", "external"),
    ("SERAT", "PT Serat Optik Bahari", "external"),
)


@dataclass(frozen=True, slots=True)
class DemoService:
    """A service, the level its story is told about, and how much of the budget each month used.

    `used` is in percent of the month's budget for the last twelve months and the running one, the
    newest last; months that are not told take a quiet figure. `probed` services are fed by a probe,
    the others are up unless an outage is reported. `since_months` is the age of its measuring.
    """

    code: str
    name: str
    kind: str
    provider: str
    target: str
    outcome: str
    hours: str = "ALWAYS"
    probed: bool = False
    used: tuple[int, ...] = ()
    since_months: int = 13
    needs: tuple[str, ...] = field(default=())


SERVICES = (
    DemoService(
        "PAY-GW",
        "Payment gateway",
        "business",
        "TIM-APLIKASI",
        "99.90",
        "Shops are paid the moment a customer pays.",
        used=(30, 50, 60, 90, 40, 20, 130, 60, 90, 50, 70, 64),
        needs=("CORE-DB", "WAN", "SWITCH"),
    ),
    DemoService(
        "CORE-BNK",
        "Core banking",
        "business",
        "TIM-APLIKASI",
        "99.95",
        "Every account shows the right balance at any hour.",
        probed=True,
        used=(40, 20, 60, 40, 20, 70, 40, 50, 40, 20, 30, 19),
        needs=("CORE-DB", "DC-COLO"),
    ),
    DemoService(
        "MOB-API",
        "Mobile banking",
        "business",
        "TIM-APLIKASI",
        "99.80",
        "Customers bank without a branch.",
        probed=True,
        used=(70, 80, 60, 85, 95, 119, 94, 80, 84, 74, 70, 91),
        needs=("CORE-BNK", "IDM"),
    ),
    DemoService(
        "HIS",
        "Hospital system",
        "business",
        "TIM-APLIKASI",
        "99.50",
        "Staff find every patient's record at the bedside.",
        used=(38, 52, 20, 68, 56, 24, 42, 124, 32, 46, 138, 176),
        needs=("CORE-DB", "IDM", "WAN"),
    ),
    DemoService(
        "ADM-ONL",
        "Civil registry online",
        "business",
        "TIM-APLIKASI",
        "99.00",
        "Citizens get a document without queueing.",
        hours="OFFICE",
        used=(59, 48, 64, 53, 72, 39, 56, 43, 37),
        since_months=9,
        needs=("WAN", "IDM"),
    ),
    DemoService(
        "TRK",
        "Shipment tracking",
        "business",
        "AWAN",
        "99.50",
        "A consignee knows where the goods are.",
        probed=True,
        used=(34, 42, 20, 26, 58, 12, 36, 48, 18, 24, 42, 12),
    ),
    DemoService(
        "POS",
        "Store point of sale",
        "business",
        "TIM-APLIKASI",
        "99.70",
        "No till ever stands still.",
        hours="STORES",
        used=(27, 40, 23, 57, 70, 33, 47, 30, 77, 20, 37, 23),
        needs=("WAN", "PAY-GW"),
    ),
    DemoService(
        "WAN",
        "Branch network",
        "supporting",
        "SERAT",
        "99.60",
        "Branches work as if they stood in the data centre.",
        used=(73, 85, 45, 105, 65, 53, 48, 75, 90, 58, 43, 50),
        needs=("DC-COLO",),
    ),
    DemoService(
        "ERP",
        "Finance, ERP",
        "business",
        "TIM-APLIKASI",
        "99.50",
        "The month closes on its third working day.",
        hours="OFFICE",
        used=(18, 28, 14, 22, 20, 10, 16, 24, 12, 20, 26, 16),
        needs=("CORE-DB",),
    ),
    DemoService(
        "MAIL",
        "Email, calendars",
        "business",
        "AWAN",
        "99.90",
        "People reach each other.",
        probed=True,
        used=(30, 10, 20, 40, 10, 20, 30, 10, 20, 20, 30, 8),
        needs=("IDM",),
    ),
    DemoService(
        "IDM",
        "Sign-in, identity",
        "supporting",
        "TIM-APLIKASI",
        "99.95",
        "One sign-in opens every door that is yours.",
        probed=True,
        used=(20, 20, 40, 20, 60, 20, 20, 40, 20, 80, 20, 21),
        needs=("DC-COLO",),
    ),
    DemoService(
        "DC-COLO",
        "Data centre",
        "supporting",
        "AWAN",
        "99.99",
        "Power, cooling and room for everything else.",
        used=(0, 0, 0, 0, 90, 0, 0, 0, 0, 80, 0, 0),
    ),
    DemoService(
        "CORE-DB",
        "Database platform",
        "supporting",
        "TIM-APLIKASI",
        "99.95",
        "Data is there, whole and fast.",
        used=(10, 30, 20, 0, 40, 30, 10, 20, 50, 10, 20, 10),
        needs=("DC-COLO",),
    ),
    DemoService(
        "SWITCH",
        "Interbank switch",
        "supporting",
        "SAKLAR",
        "99.95",
        "Payments reach every other bank.",
        used=(20, 10, 30, 50, 20, 10, 80, 20, 30, 20, 40, 30),
    ),
    DemoService(
        "CLAIM",
        "Claims portal",
        "business",
        "AWAN",
        "99.50",
        "A claim is filed in five minutes.",
        probed=True,
        used=(56, 38, 62, 20, 30),
        since_months=5,
    ),
    DemoService(
        "INTRA",
        "Intranet",
        "business",
        "TIM-APLIKASI",
        "99.00",
        "Everybody knows what everybody needs to know.",
        hours="OFFICE",
        used=(15, 25, 10, 35, 20, 30, 15, 20, 25, 10, 20, 12),
    ),
    DemoService(
        "PAYROLL",
        "Payroll",
        "business",
        "TIM-APLIKASI",
        "99.50",
        "Salaries arrive on the 25th.",
        hours="OFFICE",
        used=(5, 15, 10, 0, 20, 10, 15, 5, 25, 10, 5, 6),
        needs=("CORE-DB", "ERP"),
    ),
    DemoService(
        "DESK",
        "Service desk portal",
        "business",
        "TIM-MEJA",
        "99.00",
        "Whoever needs help asks once.",
        hours="OFFICE",
        used=(18, 29, 24, 48, 30, 31, 59, 44, 28, 19, 35, 28),
    ),
    DemoService(
        "WMS",
        "Warehouse management",
        "business",
        "AWAN",
        "99.50",
        "Goods leave on the day they were ordered.",
        hours="STORES",
        used=(25, 20, 45, 30, 20, 35, 25, 40, 20, 30, 25, 18),
        needs=("WAN",),
    ),
    DemoService(
        "DATA",
        "Reporting, data warehouse",
        "business",
        "TIM-APLIKASI",
        "98.00",
        "Yesterday's figures are on the desk by eight.",
        hours="OFFICE",
        used=(20, 15, 25, 30, 10, 20, 35, 25, 15, 20, 30, 10),
        needs=("CORE-DB",),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoAgreement:
    """An agreement: with whom, over what, since how many months, for how many (0: no end)."""

    code: str
    title: str
    parties: tuple[str, ...]
    services: tuple[str, ...]
    kind: str = "sla"
    level: str = "customer"
    began_months_ago: int = 14
    lasts_months: int = 0


AGREEMENTS = (
    DemoAgreement(
        "SLA-0042",
        "Payments and digital banking",
        ("CAKRAWALA",),
        ("PAY-GW", "CORE-BNK", "MOB-API"),
        lasts_months=24,
    ),
    DemoAgreement(
        "SLA-0040", "Hospital services", ("HARAPAN",), ("HIS", "MAIL", "DESK"), lasts_months=16
    ),
    DemoAgreement(
        "SLA-0038", "Civil registry", ("PURWASARI",), ("ADM-ONL", "MAIL"), began_months_ago=9
    ),
    DemoAgreement("SLA-0035", "Logistics", ("RIMBA",), ("TRK", "WMS"), lasts_months=15),
    DemoAgreement(
        "SLA-0031",
        "Retail",
        ("ANUGERAH",),
        ("POS", "PAY-GW", "WMS", "ERP"),
        lasts_months=36,
    ),
    DemoAgreement("SLA-0029", "Textile plants", ("SURYA",), ("ERP", "WAN")),
    DemoAgreement("SLA-0026", "Energy", ("PELITA",), ("ERP", "MAIL", "DATA")),
    DemoAgreement("SLA-0057", "Cooperative", ("MINA",), ("CLAIM", "MAIL"), began_months_ago=5),
    DemoAgreement(
        "SLA-0001",
        "Intranet for everybody",
        ("NUSAKARSA", "CAKRAWALA", "HARAPAN", "RIMBA"),
        ("INTRA",),
        level="service",
    ),
    DemoAgreement(
        "SLA-0002", "Own departments", ("NUSAKARSA",), ("PAYROLL", "ERP", "MAIL", "DESK", "DATA")
    ),
    DemoAgreement(
        "OLA-0011", "Platforms", ("TIM-APLIKASI",), ("CORE-DB", "IDM"), kind="ola", level=""
    ),
    DemoAgreement("OLA-0012", "Branch network", ("TIM-JARINGAN",), ("WAN",), kind="ola", level=""),
    DemoAgreement(
        "UC-0031",
        "Saklar Antarbank",
        ("SAKLAR",),
        ("SWITCH",),
        kind="uc",
        level="",
        lasts_months=16,
    ),
    DemoAgreement("UC-0033", "Data centre and cloud", ("AWAN",), ("DC-COLO",), kind="uc", level=""),
)

DRAFT = DemoAgreement(
    "SLA-0060", "Retail, second term", ("ANUGERAH",), ("POS", "WMS"), began_months_ago=-1
)

REASONS = (
    "Disk full on a log volume",
    "Certificate had expired",
    "Failed release, rolled back",
    "Memory exhausted after the month-end run",
    "Fibre cut in a road works",
    "Power maintenance overran",
    "Configuration change without test",
    "Overload at the start of business",
)
