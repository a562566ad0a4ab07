"""Articles of about 300 characters in official prose, as many as wanted: for measuring, so what they say is made up.

The number of an article decides all of it, so that any two runs measure the same texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

PLACES = (
    "甘肃省定西市", "浙江省宁波市", "四川省绵阳市", "湖北省宜昌市", "广东省佛山市", "山东省潍坊市", "江苏省南通市", "云南省曲靖市",
    "安徽省芜湖市", "福建省泉州市", "陕西省宝鸡市", "湖南省岳阳市", "河南省南阳市", "江西省赣州市", "贵州省遵义市", "河北省保定市",
)  # fmt: skip
ORGANS = ("水利局", "交通运输局", "教育局", "农业农村局", "民政局", "市场监督管理局", "生态环境局", "卫生健康委员会")
SUBJECTS = ("乡村振兴", "道路建设", "水库除险加固", "学前教育", "养老服务", "食品安全", "大气治理", "基层卫生")
FACTS = (
    "新建{thing}{n}{unit}，同比增长{p}%",
    "改造{thing}{n}{unit}，比上年增加{m}{unit}",
    "完成投资{d}亿元，增长{p}%",
    "受理群众来信{n}件，办结率达到{q}%",
    "培训干部{n}人次，覆盖{m}个乡镇",
    "下达补助资金{d}万元，惠及{n}户群众",
    "开展检查{m}次，整改问题{n}个",
)
THINGS = (("公路", "公里"), ("校舍", "平方米"), ("泵站", "座"), ("养老床位", "张"), ("大棚", "个"), ("管网", "公里"))


def article(number: int) -> str:
    """The text of one article, of about 300 characters."""
    random = Random(number)  # noqa: S311 - chance that is the same each time
    place, organ, subject = random.choice(PLACES), random.choice(ORGANS), random.choice(SUBJECTS)
    city = place[place.index("省") + 1 :]
    year, month, day = random.randint(2018, 2024), random.randint(1, 12), random.randint(1, 28)
    lines = [f"{city}{organ}扎实推进{subject}工作", f"{year}年{month}月{day}日 来源：{city}{organ}", ""]
    lead = f"记者从{place}{organ}获悉，{year - 1}年，{city}认真落实《{city}{subject}三年行动方案（{number}号）》，"
    lines.append(lead + f"{_fact(random)}，{_fact(random)}。")
    for opening in (f"{city}{organ}会同有关部门，", f"截至{year - 1}年底，全市累计"):
        lines.append(f"{opening}{_fact(random)}；{_fact(random)}，各项任务按期完成。")
    return "\n".join(lines) + "\n"


def _fact(random: Random) -> str:
    thing, unit = random.choice(THINGS)
    numbers = {"n": random.randint(20, 9000), "m": random.randint(2, 300), "d": random.randint(10, 990) / 10}
    shares = {"p": random.randint(10, 400) / 10, "q": random.randint(900, 999) / 10}
    return random.choice(FACTS).format(thing=thing, unit=unit, **numbers, **shares)


def jsonl(path: Path, count: int, first: int = 0) -> int:
    """Write articles as JSONL; returns how many characters they have."""
    size = 0
    with path.open("w", encoding="utf-8") as file:
        for text in _articles(first, count):
            size += len(text)
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return size


def _articles(first: int, count: int) -> Iterator[str]:
    return map(article, range(first, first + count))
