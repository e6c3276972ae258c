"""Periods: the years, halves, quarters, months, days and deadlines that a sentence names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.reading.months import in_year, months_period
from geo.reading.numerals import small_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.reading.lexicon import Lexicon, Match
    from geo.reading.tokens import Sentence, Token

FIRST_YEAR, LAST_YEAR = 1990, 2100
_DASHES = frozenset("-–—‑")
_COMPARED_REACH = 9
_ABLATIVE = ("дан", "ден")
_PARTS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


@dataclass(frozen=True)
class Mention:
    """
    A period that a sentence names.

    Parameters
    ----------
    period
        As claims write it.
    start, end
        Positions of its first token and after its last.
    role
        ``"time"``; ``"deadline"`` (by 2030); ``"base"`` (than in 2023); ``"span"`` (over the last three years).
    is_inferred
        Whether the year is not printed and follows from the article's date.
    """

    period: str
    start: int
    end: int
    role: str = "time"
    is_inferred: bool = False


class PeriodReader:
    """
    Reads periods in one language.

    Parameters
    ----------
    lexicon
        The language's tables.
    date
        The article's date, ISO 8601, empty if unknown: what last year means.
    """

    def __init__(self, lexicon: Lexicon, date: str = "") -> None:
        self._lexicon = lexicon
        self._words = lexicon.tables["periods"]
        self._year = int(date[:4]) if date else None
        self._month = int(date[5:7]) if len(date) >= len("2025-01") else 12

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """
        Find the periods of a sentence.

        Parameters
        ----------
        sentence
            The sentence.

        Returns
        -------
        mentions
            In the order of the text, none inside another.
        """
        tokens, found, index = sentence.tokens, list[Mention](), 0
        while index < len(tokens):
            mention = self._at(tokens, index)
            if mention is None:
                index += 1
            else:
                found.append(self._with_role(tokens, mention))
                index = mention.end
        return found

    def _at(self, tokens: Sequence[Token], index: int) -> Mention | None:
        if tokens[index].kind == "sign":  # no period begins with one, and hostile texts are full of them
            return None
        readers = (self._months, self._part, self._elapsed, self._years, self._relative)
        return next((found for read in readers if (found := read(tokens, index)) is not None), None)

    def _phrase(self, tokens: Sequence[Token], index: int, label: str) -> Match | None:
        return self._lexicon.phrases("periods", label).at(tokens, index) if index < len(tokens) else None

    def _year_at(self, tokens: Sequence[Token], index: int) -> int | None:
        token = tokens[index] if index < len(tokens) else None
        if token is None or not (token.kind == "number" and token.text.isascii() and token.text.isdigit()):
            return None
        year = int(token.text) if len(token.text) == 4 else 0
        return year if FIRST_YEAR <= year <= LAST_YEAR else None

    def _is_year_word(self, tokens: Sequence[Token], index: int) -> bool:
        return self._phrase(tokens, index, "year") is not None

    def _years(self, tokens: Sequence[Token], index: int) -> Mention | None:
        """Read a year, or two joined by a dash, where a year is meant and not a number."""
        year = self._year_at(tokens, index)
        if year is None:
            return None
        last, end = year, index + 1
        if end < len(tokens) and tokens[end].text in _DASHES and (other := self._year_at(tokens, end + 1)):
            last, end = other, end + 2
        is_between = index > 0 and tokens[index - 1].low in self._lexicon.tables["joins"]["between"]
        if end < len(tokens) and is_between and tokens[end].low in self._lexicon.tables["joins"]["and"]:
            other = self._year_at(tokens, end + 1)
            last, end = (other, end + 2) if other else (last, end)
        has_suffix = end < len(tokens) and tokens[end].text in _DASHES and self._phrase_suffix(tokens, end)
        end += 2 * has_suffix
        has_word = self._is_year_word(tokens, end)
        is_listed = not has_word and last == year and self._is_listed(tokens, end)
        if is_listed:
            return Mention(str(year), index, end)
        if not has_word and not has_suffix and self._lexicon.lang != "en":
            return None
        if not has_word and self._has_unit(tokens, end):
            return None
        end += has_word
        return Mention(str(year) if last <= year else f"{year}/{last}", index, end)

    def _is_listed(self, tokens: Sequence[Token], end: int) -> bool:
        """Tell a year of several that share one word for them: в 2023, 2024 и 2025 годах."""
        joints = {",", *self._lexicon.tables["joins"]["and"]}
        while end < len(tokens) and tokens[end].low in joints and self._year_at(tokens, end + 1):
            end += 2
            if self._is_year_word(tokens, end):
                return True
        return False

    def _phrase_suffix(self, tokens: Sequence[Token], dash: int) -> bool:
        return dash + 1 < len(tokens) and tokens[dash + 1].low in self._words["suffixes"]

    def _has_unit(self, tokens: Sequence[Token], index: int) -> bool:
        at = [i for i in (index, index + 1) if i < len(tokens)]
        tables = [self._lexicon.phrases(table) for table in ("units", "scales")]
        return any(table.at(tokens, i) is not None for table in tables for i in at)

    def _months(self, tokens: Sequence[Token], index: int) -> Mention | None:
        """Read a month, with a day before it, or as the first of several."""
        day, at = self._day(tokens, index)
        first = self._month_at(tokens, at)
        if first is None:
            return None
        end, last = at + 1, first
        if self._lexicon.lang == "en" and day is None:
            after, to = self._day(tokens, end) if end < len(tokens) else (None, end)
            month = self._month_at(tokens, to + 1) if after and to < len(tokens) and self._joins(tokens[to]) else None
            if month:
                last, end = month, self._day(tokens, to + 2)[1] if to + 2 < len(tokens) else to + 2
        if end + 1 < len(tokens) and (other := self._month_at(tokens, end + 1)) and self._joins(tokens[end]):
            last, end = other, end + 2
        day_after, end = self._day_after(tokens, end) if last == first and day is None else (None, end)
        year, end = self._following_year(tokens, end)
        is_inferred = year is None
        year = year or self._guess(last)
        if year is None or (self._lexicon.lang == "en" and is_inferred and not self._is_dated(tokens, index)):
            return None
        return Mention(months_period(year, first, last, day or day_after), index, end, is_inferred=is_inferred)

    def _is_dated(self, tokens: Sequence[Token], index: int) -> bool:
        """Tell the month of May from the verb, and March from a walk."""
        return tokens[index].is_capital and index > 0

    def _joins(self, token: Token) -> bool:
        return token.text in _DASHES or token.low in self._words["joins"]

    def _day(self, tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
        token = tokens[index]
        is_day = token.kind == "number" and token.text.isdigit() and len(token.text) <= 2 and 1 <= int(token.text) <= 31
        return (int(token.text), index + 1) if is_day else (None, index)

    def _day_after(self, tokens: Sequence[Token], end: int) -> tuple[int | None, int]:
        """Read September 30, 2025."""
        if self._lexicon.lang != "en" or end >= len(tokens):
            return None, end
        day, after = self._day(tokens, end)
        is_dated = after < len(tokens) and tokens[after].text == "," and self._year_at(tokens, after + 1)
        return (day, after + 1) if day and is_dated else (None, end)

    def _month_at(self, tokens: Sequence[Token], index: int) -> int | None:
        if index >= len(tokens) or tokens[index].kind != "word":
            return None
        low, months = tokens[index].low, self._words["months"]
        if low in self._words["may"]:
            return 5
        for number, month in enumerate(months):
            is_it = low.startswith(month[:-1]) if month.endswith("*") else low == month
            if is_it and (self._lexicon.lang != "en" or tokens[index].is_capital):
                return number % 12 + 1
        return None

    def _following_year(self, tokens: Sequence[Token], end: int) -> tuple[int | None, int]:
        """Read the year that belongs to a month, a half or a quarter."""
        for at in range(end, min(end + 4, len(tokens))):
            year = self._year_at(tokens, at)
            if year is not None:
                return year, at + 1 + self._is_year_word(tokens, at + 1)
            relative = self._relative(tokens, at)
            if relative is not None:
                return int(relative.period[:4]), relative.end
            if tokens[at].low not in self._words["links"]:
                break
        return None, end

    def _guess(self, month: int) -> int | None:
        """Take the latest such month before the article's date."""
        if self._year is None:
            return None
        return self._year if month <= self._month else self._year - 1

    def _part(self, tokens: Sequence[Token], index: int) -> Mention | None:
        """Read a half or a quarter: an ordinal, then its word; H1 and Q3."""
        short = tokens[index].low
        if len(short) == 1 and short in "qh" and index + 1 < len(tokens) and tokens[index + 1].text in "1234":
            kind, number, end = "S" if short == "h" else "Q", int(tokens[index + 1].text), index + 2
            return self._parted(tokens, index, end, f"{kind}{number}")
        order = self._lexicon.phrases("periods")
        match = order.at(tokens, index)
        labels = self._lexicon.phrases("periods").labels(tokens[index].low)
        ordinal = next((label for label in labels if label in _PARTS), None)
        if ordinal is None or (match is not None and match.end - match.start > 1):
            return self._before_year(tokens, index)
        for at in range(index + 1, min(index + 4, len(tokens))):
            for label, kind in (("half", "S"), ("quarter", "Q")):
                word = self._phrase(tokens, at, label)
                if word is not None:
                    return self._parted(tokens, index, word.end, f"{kind}{_PARTS[ordinal]}")
            if tokens[at].text not in _DASHES and tokens[at].low not in self._words["ordinal_endings"]:
                break
        return None

    def _before_year(self, tokens: Sequence[Token], index: int) -> Mention | None:
        """Read the Kazakh order, in which the year comes first: 2025 жылдың бірінші жартысында."""
        if self._lexicon.lang != "kk":
            return None
        year = self._year_at(tokens, index)
        relative = None if year else self._relative(tokens, index)
        at = index + 2 if year and self._is_year_word(tokens, index + 1) else relative.end if relative else 0
        inner = (
            (self._part(tokens, at) or self._elapsed(tokens, at) or self._months(tokens, at))
            if 0 < at < len(tokens)
            else None
        )
        if inner is None or not inner.is_inferred:
            return None
        known = year or int(str(relative and relative.period)[:4])
        return Mention(in_year(inner.period, known), index, inner.end)

    def _parted(self, tokens: Sequence[Token], start: int, end: int, part: str) -> Mention | None:
        year, after = self._following_year(tokens, end)
        months = int(part[1]) * (6 if part[0] == "S" else 3)
        known = year or self._guess(months)
        is_real = part in {"S1", "S2", "Q1", "Q2", "Q3", "Q4"}
        return Mention(f"{known}-{part}", start, after, is_inferred=year is None) if known and is_real else None

    def _elapsed(self, tokens: Sequence[Token], index: int) -> Mention | None:
        """Read the first months of a year, and years gone or to come: the last three years."""
        for label, role in (("ago", "span"), ("ahead", "deadline"), ("first", "time")):
            match = self._phrase(tokens, index, label)
            at = match.end if match else index
            number = small_number(tokens, at, self._lexicon.lang)
            if number is None or (match is None and label != "first"):
                continue
            if self._is_year_word(tokens, at + 1) and self._year and match and label != "first":
                period = f"{self._year - number}/{self._year}" if label == "ago" else str(self._year + number)
                return Mention(period, index, at + 2, role)
            is_month = self._phrase(tokens, at + 1, "month") is not None
            if is_month and label == "ago" and self._year and 1 < number < self._month:
                first = self._month - number
                return Mention(months_period(self._year, first, self._month - 1, None), index, at + 2, is_inferred=True)
            if is_month and label == "first" and 2 <= number <= 12 and (match or self._is_counted(tokens, index)):
                year, end = self._following_year(tokens, at + 2)
                known = year or self._guess(number)
                return (
                    Mention(months_period(known, 1, number, None), index, end, is_inferred=year is None)
                    if known
                    else None
                )
        return None

    def _is_counted(self, tokens: Sequence[Token], index: int) -> bool:
        """Tell the months that have gone by from any months: за девять месяцев."""
        if self._lexicon.lang == "kk":
            return index > 0
        return index > 0 and tokens[index - 1].low in self._words["counted"]

    def _relative(self, tokens: Sequence[Token], index: int) -> Mention | None:
        if self._year is None:
            return None
        for label, shift in (("yearend", 0), ("last", -1), ("this", 0)):
            match = self._phrase(tokens, index, label)
            if match is not None:
                return Mention(str(self._year + shift), index, match.end, "deadline" if label == "yearend" else "time")
        return None

    def _with_role(self, tokens: Sequence[Token], mention: Mention) -> Mention:
        if mention.role != "time":
            return mention
        if self._is_against(tokens, mention):
            return replace(mention, role="base")
        if self._is_deadline(tokens, mention):
            return Mention(mention.period, mention.start, mention.end, "deadline", mention.is_inferred)
        if self._is_compared(tokens, mention):
            return Mention(mention.period, mention.start, mention.end, "base", mention.is_inferred)
        return mention

    def _is_deadline(self, tokens: Sequence[Token], mention: Mention) -> bool:
        if self._lexicon.lang == "kk":
            return any(
                self._phrase(tokens, i, "deadline") for i in range(mention.end, min(mention.end + 2, len(tokens)))
            )
        at = mention.start
        while at > 0 and tokens[at - 1].low in self._words["edges"]:
            at -= 1
        return any(
            (match := self._phrase(tokens, start, "deadline")) is not None and match.end in (at, mention.start)
            for start in range(max(0, at - 5), at)
        )

    def _is_against(self, tokens: Sequence[Token], mention: Mention) -> bool:
        """Tell the year that a growth is told against: up 8 % on 2022, на 8 % к 2022 году, by 2030 from 2021."""
        lead = mention.start - 1
        if lead < 1 or tokens[lead].low not in self._words["against"]:
            return False
        units = self._lexicon.phrases("units")
        is_grown = any(
            (match := units.at(tokens, at)) is not None and match.end == lead and match.label in {"percent", "ratio"}
            for at in range(max(0, lead - 2), lead)
        )
        return is_grown or (self._lexicon.lang == "en" and self._year_at(tokens, lead - 1) is not None)

    def _is_compared(self, tokens: Sequence[Token], mention: Mention) -> bool:
        """Tell the period that a figure is held against: no other number stands between the words and it."""
        if mention.end < len(tokens) and self._lexicon.has("periods", "level", tokens[mention.end].low):
            return True
        if self._lexicon.lang == "kk":
            return self._is_compared_after(tokens, mention)
        for at in range(mention.start - 1, max(0, mention.start - _COMPARED_REACH) - 1, -1):
            if tokens[at].text in ",;" or (tokens[at].kind == "number" and not self._is_bare(tokens, at)):
                return False
            if self._phrase(tokens, at, "compared") is not None:
                return True
        return False

    def _is_bare(self, tokens: Sequence[Token], index: int) -> bool:
        """Tell a number that is no figure: against 60 a year ago."""
        return self._year_at(tokens, index) is None and not self._has_unit(tokens, index + 1)

    def _is_compared_after(self, tokens: Sequence[Token], mention: Mention) -> bool:
        """Read the Kazakh order, in which what compares follows, and belongs to the nearest period."""
        last = tokens[mention.end - 1].low
        at = mention.end + 1
        units = self._lexicon.phrases("units")
        match = units.at(tokens, at) if at < len(tokens) and tokens[at - 1].kind == "number" else None
        if last.endswith(_ABLATIVE) and match is not None and match.label in {"percent", "ratio"}:
            return True
        for at in range(mention.end, min(len(tokens), mention.end + 5)):
            if self._year_at(tokens, at) or self._relative(tokens, at):
                return False
            if self._phrase(tokens, at, "compared") is not None:
                return True
        return False


def same_part(base: Mention, main: Mention | None) -> Mention:
    """
    Give the part of another year that a year stands for when a part of this one is compared with it.

    Parameters
    ----------
    base
        The year, or the period, compared with.
    main
        The period of the figure it is compared with; None if unknown.

    Returns
    -------
    mention
        The same months of that year, where `base` is a bare year and `main` a part of one.
    """
    is_bare = len(base.period) == len("2025")
    is_part = main is not None and len(main.period) > len("2025") and main.period[:5] != main.period[5:10]
    if main is None or not is_bare or not is_part or "-" not in main.period:
        return base
    return replace(base, period=in_year(main.period, int(base.period)))
