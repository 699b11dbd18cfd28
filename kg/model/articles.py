"""The paragraphs of an article in a text, an HTML page or a PDF file, as ``kg read`` numbers them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.errors import DataError
from kg.model.passages import paragraphs

# What ends a sentence in the scripts of the world, and what may close it.
ENDS: Final = ".!?…։։。！？؟۔।"
CLOSES: Final = "\"'”’»«)]"
_PAGES: Final = ("html", "htm", "xhtml")
_CLOSED: Final = re.compile(rf"[{re.escape(ENDS)}:][{re.escape(CLOSES)}]*$")
# A line of a PDF that is shorter than this part of the longest usual one may end a paragraph.
_SHORT: Final = 0.85
# Files of programs hold such signs; in a text stand tabs, ends of lines, and the ends of pages.
_NO_TEXT: Final = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_EXTRA: Final = "install karabakh-kg with its extra articles: pip install 'karabakh-kg[articles]'"


def article_paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of a file, read as its ending says: HTML, PDF, or else text in UTF-8.

    Raises DataError for a file that cannot be read, is not what its ending says, or holds no text, and where a package
    that is needed for it is missing.
    """
    ending = path.suffix[1:].lower()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    if ending == "pdf":
        read = _of_pdf(path)
    elif ending in _PAGES:
        read = list(paragraphs(_of_page(path, data)))
    else:
        read = list(paragraphs(_text(path, data)))
    if not read:
        raise DataError(f"{path}: there is no text in it")
    return read


def _text(path: Path, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is no text in UTF-8: save it as one, or give it as .html or .pdf") from error
    if sign := _NO_TEXT.search(text):
        what = f"it holds U+{ord(sign[0]):04X}"
        raise DataError(f"{path}: is no text, {what}: save it as text in UTF-8, or give it as .html or .pdf")
    return text


def _of_page(path: Path, data: bytes) -> str:
    """Return the article of an HTML page, a paragraph a line, without what stands around it."""
    import socket

    # It brings urllib3, which opens a socket at once, to see whether there is IPv6; nothing is fetched here.
    there, socket.has_ipv6 = socket.has_ipv6, False
    try:
        import trafilatura  # takes a second to load
    except ModuleNotFoundError:
        raise DataError(f"{path}: an HTML page needs trafilatura: {_EXTRA}") from None
    finally:
        socket.has_ipv6 = there
    text = trafilatura.extract(data, include_comments=False, include_tables=False, output_format="txt")
    if not text:
        raise DataError(f"{path}: no article is found in the page: save its text as .txt")
    return text


def _of_pdf(path: Path) -> list[str]:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ModuleNotFoundError:
        raise DataError(f"{path}: a PDF file needs pypdf: {_EXTRA}") from None
    import logging

    # What pypdf makes good by itself is no concern of a reader.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        lines = [line for page in pypdf.PdfReader(path).pages for line in page.extract_text().splitlines()]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = str(error).partition("\n")[0] or type(error).__name__
        raise DataError(f"{path}: cannot be read as PDF: {what}") from error
    if not any(map(str.strip, lines)):
        raise DataError(f"{path}: there is no text in it, only pictures: recognise its text (OCR), and give that")
    return list(unwrapped(lines))


def unwrapped(lines: list[str]) -> Iterator[str]:
    """Yield paragraphs of lines that were broken to fit a page: one ends at an empty line, or where a sentence does.

    >>> list(unwrapped(["The bridge over the river was closed on Mon-", "day. It rained.", "Then it opened again."]))
    ['The bridge over the river was closed on Monday. It rained.', 'Then it opened again.']
    """
    widths = sorted(len(line.strip()) for line in lines if line.strip())
    usual = widths[len(widths) * 9 // 10] if widths else 0
    begun = ""
    for line in map(str.strip, lines):
        if not line:
            if begun:
                yield begun
            begun = ""
            continue
        hyphenated = re.search(r"\w-$", begun) and line[0].islower()
        begun = begun[:-1] + line if hyphenated else f"{begun} {line}".strip()
        if len(line) < usual * _SHORT and _CLOSED.search(line):
            yield begun
            begun = ""
    if begun:
        yield begun


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph: what ends one is followed by a space and no small letter.

    A full stop after one letter, a number or an abbreviation ends none. Rather two sentences stay one than one is cut.

    >>> sentences("Gen. Ali met J. Smith on 3. May. They spoke. “Enough!” he said. Նա գնաց։ Что?")
    ['Gen. Ali met J. Smith on 3. May.', 'They spoke.', '“Enough!” he said.', 'Նա գնաց։', 'Что?']
    """
    parts, start = [], 0
    text = " ".join(paragraph.split())
    for match in _BREAK.finditer(text):
        before = text[start : match.start() + 1]
        word = before.rpartition(" ")[2]
        if text[match.end() :][:1].islower():
            continue
        if text[match.start()] == "." and not _ends(word):
            continue
        parts.append(text[start : match.end()].strip())
        start = match.end()
    if rest := text[start:].strip():
        parts.append(rest)
    return parts


_BREAK: Final = re.compile(rf"[{re.escape(ENDS)}]+[{re.escape(CLOSES)}]*\s+|[。！？]+")
# Words before a full stop that is part of them; in no language do they often end a sentence.
_SHORT_FORMS: Final = """
adm al capt cf co col corp dept dr e.g etc ed fig gen gov hon i.e inc jr lt ltd maj messrs mr mrs ms mt no op pp pres
prof rep rev rt sec sen sgt sr st vol vs bzw ca d.h hr fr z.b akad doç sn
вт г гг ген гр др ж им млн млрд пн проф рис руб см ст стр т.д т.е т.п тыс ул
jan feb mar apr jun jul aug sep sept oct nov dec
"""
_SHORTENED: Final = frozenset(_SHORT_FORMS.split())


def _ends(word: str) -> bool:
    """Say whether a full stop at the end of a word ends a sentence."""
    bare = word.rstrip(".").strip("([\"'“‘«").lower()
    if len(bare) == 1 and bare.isalpha():
        return False
    return bare not in _SHORTENED and not (bare.isdecimal() and len(bare) < 3)
