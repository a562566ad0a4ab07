"""A request for a page, as it reaches a worker."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`path` is decoded and begins with a slash; `query` holds the values of each parameter in order; `lang` is zh or en;
    `origin` is what stands before the path in this server's own addresses; `today` is the reader's date, as ISO has it.
    """

    path: str = "/"
    query: dict[str, list[str]] = field(default_factory=dict)
    accept: str = ""
    lang: str = "zh"
    origin: str = ""
    today: str = ""

    def get(self, name: str, default: str = "") -> str:
        """The last value of a parameter, without the space around it."""
        values = self.query.get(name)
        return values[-1].strip() if values else default

    def number(self, name: str, default: int, most: int) -> int:
        """A parameter that is a whole number from 1 to `most`; the default where it is none."""
        text = self.get(name)
        return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else default
