"""Two articles read by hand, which together hold every kind of node and property a graph may have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kg.ids import local_id
from kg.model import Article, Document, Entity, Mention, Observation, Period, Quantity, Relation, Span

BEIJING = dt.timezone(dt.timedelta(hours=8))

REPORT = (
    "青禾市司法局工作报告\n"
    "来源：禾省日报 记者：周文\n"
    "去年，青禾市受理投诉1.2万余件，其中噪声投诉300件，同比下降8.5%。"
    "市司法局依据《青禾市调解条例》推行“邻里议事”机制，办结率在90%—95%之间，队伍规模与上年持平。"
    "截至6月底，全市有调解员不到500名，今年力争调解成功率达到98%。"
    "5月10日召开的调解工作会议由市司法局主办，局长周文出席，会议发出倡议书36。"
)
NOTICE = "柳河县通报：2024年，青禾市受理投诉13000余件。柳河县年均接待来访约40人次/窗口。"

CITY, PROVINCE = "place/990100", "place/990000"
COUNTY = "place/990121"
BUREAU = local_id("Agency", "青禾市司法局", "990100")
DAILY = local_id("Agency", "禾省日报", "990000")
MECHANISM = local_id("Program", "“邻里议事”机制", "990100")
REGULATION = local_id("Document", "青禾市调解条例", "990100")
MEETING = local_id("Event", "调解工作会议", "2025")
PERSON = local_id("Person", "周文", BUREAU)
IDEA = local_id("Concept", "枫林经验")
REPORT_ID = local_id("Article", "https://example.org/news/1.html")
NOTICE_ID = local_id("Article", "sha of the notice")


def span(text: str, words: str, nth: int = 0) -> Span:
    """Where the nth occurrence of some words stands."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start=start, end=start + len(words))


def sentence(text: str, words: str) -> Span:
    """The sentence around some words."""
    at = span(text, words)
    start = max(text.rfind(mark, 0, at.start) for mark in "。\n") + 1
    return Span(start=start, end=text.index("。", at.end) + 1)


def quantity(text: str, words: str, value: str, unit: str, group: str | None = None) -> Quantity:
    at = span(text, words)
    return Quantity(
        span=at, text=words, value=Decimal(value), unit=unit, group=span(text, group) if group is not None else None
    )


def mention(text: str, words: str, type: str, entity: str, nth: int = 0) -> Mention:
    return Mention(span=span(text, words, nth), text=words, type=type, by="names.suffix", confidence=0.9, entity=entity)


def report() -> Document:
    """A report with every kind of relation and figure but a frequency and a unit of its own."""
    text = REPORT
    first, second, third, last = (sentence(text, words) for words in ("受理投诉", "推行", "截至6月底", "召开的"))
    header = Span(start=0, end=text.index("\n", text.index("\n") + 1))
    year = Period(
        span=span(text, "去年"),
        text="去年",
        begin=dt.date(2024, 1, 1),
        finish=dt.date(2024, 12, 31),
        basis="RelativeToArticle",
    )
    inherited = Period(span=year.span, text="去年", begin=year.begin, finish=year.finish, basis="Inherited")
    june = Period(
        span=span(text, "截至6月底"),
        text="截至6月底",
        begin=dt.date(2025, 6, 1),
        finish=dt.date(2025, 6, 30),
        stock=True,
    )
    this_year = Period(
        span=span(text, "今年"),
        text="今年",
        begin=dt.date(2025, 1, 1),
        finish=dt.date(2025, 12, 31),
        basis="RelativeToArticle",
    )

    def relation(subject: str, predicate: str, object: str, evidence: Span, role: str | None = None) -> Relation:
        return Relation(
            subject=subject,
            predicate=predicate,
            object=object,
            evidence=evidence,
            by="relate.trigger",
            confidence=0.85,
            role=role,
        )

    return Document(
        article=Article(
            id=REPORT_ID,
            text=text,
            title="青禾市司法局工作报告",
            published=dt.date(2025, 7, 2),
            issued=dt.datetime(2025, 7, 2, 9, 30, tzinfo=BEIJING),
            url="https://example.org/news/1.html",
            license="https://creativecommons.org/licenses/by/4.0/",
        ),
        mentions=(
            mention(text, "青禾市", "Prefecture", CITY, 1),
            mention(text, "禾省日报", "Medium", DAILY),
            mention(text, "青禾市司法局", "GovernmentBody", BUREAU),
            mention(text, "市司法局", "GovernmentBody", BUREAU, 1),
            mention(text, "“邻里议事”机制", "Mechanism", MECHANISM),
            mention(text, "《青禾市调解条例》", "Regulation", REGULATION),
            mention(text, "调解工作会议", "Meeting", MEETING),
            mention(text, "周文", "Person", PERSON),
            mention(text, "局长周文", "Person", PERSON),
        ),
        entities=(
            Entity(
                id=CITY, type="Prefecture", name="青禾市", aliases=("青禾", "青禾市"), code="990100", english="Qinghe"
            ),
            Entity(id=PROVINCE, type="Province", name="禾省", code="990000"),
            Entity(id=BUREAU, type="GovernmentBody", name="青禾市司法局"),
            Entity(id=DAILY, type="Medium", name="禾省日报"),
            Entity(id=MECHANISM, type="Mechanism", name="“邻里议事”机制"),
            Entity(id=REGULATION, type="Regulation", name="青禾市调解条例"),
            Entity(id=MEETING, type="Meeting", name="调解工作会议"),
            Entity(id=PERSON, type="Person", name="周文"),
        ),
        relations=(
            relation(REPORT_ID, "publisher", DAILY, header),
            relation(REPORT_ID, "author", PERSON, header),
            Relation(
                subject=CITY,
                predicate="containedInPlace",
                object=PROVINCE,
                evidence=first,
                by="gazetteer@2026.09",
                confidence=1.0,
            ),
            relation(BUREAU, "jurisdiction", CITY, second),
            relation(MECHANISM, "carriedOutBy", BUREAU, second),
            relation(MECHANISM, "operatesIn", CITY, second),
            relation(MECHANISM, "implements", REGULATION, second),
            relation(REGULATION, "issuedBy", BUREAU, second),
            relation(MEETING, "organizer", BUREAU, last),
            relation(MEETING, "attendee", PERSON, last),
            relation(MEETING, "location", CITY, last),
            relation(PERSON, "memberOf", BUREAU, last, role="局长"),
        ),
        observations=(
            Observation(
                indicator="投诉",
                quantity=quantity(text, "1.2万余件", "12000", "件"),
                value=Decimal(12000),
                kind="Level",
                evidence=first,
                by="metrics.verb-value",
                confidence=0.9,
                approximation="MoreThan",
                period=year,
                place=CITY,
            ),
            Observation(
                indicator="噪声投诉",
                quantity=quantity(text, "300件", "300", "件"),
                value=Decimal(300),
                kind="Level",
                evidence=first,
                by="metrics.part",
                confidence=0.8,
                period=year,
                place=CITY,
                broader="投诉",
                part_of=span(text, "1.2万余件"),
            ),
            Observation(
                indicator="噪声投诉",
                quantity=quantity(text, "8.5%", "8.5", "%"),
                value=Decimal("-8.5"),
                kind="RelativeChange",
                evidence=first,
                by="metrics.change",
                confidence=0.9,
                direction="Decrease",
                comparison="PreviousYear",
                period=year,
                place=CITY,
            ),
            Observation(
                indicator="办结率",
                quantity=quantity(text, "90%", "90", "%", "90%—95%"),
                value=None,
                minimum=Decimal(90),
                maximum=Decimal(95),
                kind="Proportion",
                evidence=second,
                by="metrics.range",
                confidence=0.9,
                approximation="Range",
                about=MECHANISM,
                agency=BUREAU,
                period=inherited,
            ),
            Observation(
                indicator="队伍规模",
                quantity=quantity(text, "持平", "0", "%"),
                value=Decimal(0),
                kind="RelativeChange",
                evidence=second,
                by="metrics.change",
                confidence=0.7,
                direction="Unchanged",
                comparison_date=dt.date(2023, 12, 31),
                agency=BUREAU,
            ),
            Observation(
                indicator="调解员",
                quantity=quantity(text, "不到500名", "500", "名"),
                value=Decimal(500),
                kind="Level",
                evidence=third,
                by="metrics.verb-value",
                confidence=0.9,
                approximation="LessThan",
                period=june,
                place=CITY,
            ),
            Observation(
                indicator="调解成功率",
                quantity=quantity(text, "98%", "98", "%"),
                value=Decimal(98),
                kind="Proportion",
                evidence=third,
                by="metrics.target",
                confidence=0.75,
                modality="Target",
                period=this_year,
                place=CITY,
            ),
            Observation(
                indicator="倡议书",
                quantity=quantity(text, "36", "36", ""),
                value=Decimal(36),
                kind="Level",
                evidence=last,
                by="metrics.verb-value",
                confidence=0.5,
                about=MEETING,
            ),
        ),
    )


def notice() -> Document:
    """A second article: it gives another figure for the same thing, and a unit that units.ttl lacks."""
    text = NOTICE
    first, second = sentence(text, "受理投诉"), sentence(text, "年均")
    year = Period(span=span(text, "2024年"), text="2024年", begin=dt.date(2024, 1, 1), finish=dt.date(2024, 12, 31))
    return Document(
        article=Article(id=NOTICE_ID, text=text),
        mentions=(mention(text, "青禾市", "Prefecture", CITY), mention(text, "柳河县", "County", COUNTY)),
        entities=(
            Entity(id=CITY, type="Prefecture", name="青禾市", aliases=("青禾",), code="990100", english="Qinghe"),
            Entity(id=PROVINCE, type="Province", name="禾省", code="990000"),
            Entity(id=COUNTY, type="County", name="柳河县", code="990121"),
        ),
        relations=tuple(
            Relation(
                subject=inner,
                predicate="containedInPlace",
                object=outer,
                evidence=first,
                by="gazetteer@2026.09",
                confidence=1.0,
            )
            for inner, outer in ((CITY, PROVINCE), (COUNTY, CITY))
        ),
        observations=(
            Observation(
                indicator="投诉",
                quantity=quantity(text, "13000余件", "13000", "件"),
                value=Decimal(13000),
                kind="Level",
                evidence=first,
                by="metrics.verb-value",
                confidence=0.9,
                approximation="MoreThan",
                period=year,
                place=CITY,
            ),
            Observation(
                indicator="来访",
                quantity=quantity(text, "约40人次/窗口", "40", "人次/窗口"),
                value=Decimal(40),
                kind="Level",
                evidence=second,
                by="metrics.verb-value",
                confidence=0.9,
                approximation="About",
                frequency="Annual",
                place=COUNTY,
            ),
        ),
    )
