// Names, found however they are typed: the rules of kg/model/names.py and kg/lookup/search.py.

const LETTERS = {
  ə: "a",
  Ə: "a",
  ı: "i",
  İ: "i",
  I: "i",
  ø: "o",
  Ø: "o",
  ł: "l",
  Ł: "l",
  đ: "d",
  Đ: "d",
  ß: "ss",
  æ: "ae",
  Æ: "ae",
};

const ARABIC = { "\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9", "\u0629": "\u0647", "\u0640": "" };
// What keyboards have for an apostrophe, and the sign before the last letter of a Hebrew acronym.
const APOSTROPHES = /['`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u2018\u2019\u201b\u2032\ua78c\uff07\u05f3\u055a]/g;
const ACRONYM = /(?<=[\u05d0-\u05ea])["\u05f4\u201d\u201c\u201e](?=[\u05d0-\u05ea])/g;

// Returns the value of a decimal digit of any script; those of a script stand in tens.
function digit(sign) {
  let code = sign.codePointAt(0),
    value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1;
    value += 1;
  }
  return String(value);
}

// Returns a name in lower case, without diacritics, its other signs turned to single spaces.
function searchKey(name) {
  return name
    .replace(ACRONYM, "")
    .replace(APOSTROPHES, "")
    .replace(/[əƏıİIøØłŁđĐßæÆ]/g, letter => LETTERS[letter])
    .normalize("NFKD")
    .replace(/[\u064a\u0649\u0643\u0629\u0640]/g, letter => ARABIC[letter])
    .toLowerCase()
    .replace(/ς/g, "σ")
    .replace(/[\p{Mn}\u200c]/gu, "")
    .replace(/(?![0-9])\p{Nd}/gu, digit)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// Says whether one letter added, left out, changed or swapped with the next turns one word into the other.
function withinOneEdit(one, other) {
  if (one === other) return true;
  const a = [...one],
    b = [...other];
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  const [x, y] = [a.slice(start), b.slice(start)];
  const same = (m, n) => m.length === n.length && m.every((letter, i) => letter === n[i]);
  return (
    same(x.slice(1), y) ||
    same(x, y.slice(1)) ||
    same(x.slice(1), y.slice(1)) ||
    (x.length > 1 && x[0] === y[1] && x[1] === y[0] && same(x.slice(2), y.slice(2)))
  );
}

// How a name was found, the surest first: whole, by words, by their beginnings, by a guess at all of it or at each word.
const [WHOLE, WORDS, PART, GUESS, GUESSES] = [0, 1, 2, 3, 4];

function wayOf(wanted, key) {
  if (wanted === key) return WHOLE;
  const words = key.split(" "),
    parts = wanted.split(" ");
  if (parts.every(part => words.includes(part))) return WORDS;
  if (parts.every(part => words.some(word => word.startsWith(part)))) return PART;
  if (withinOneEdit(wanted, key)) return GUESS;
  return parts.every(part => words.some(word => withinOneEdit(part, word))) ? GUESSES : null;
}

// Returns a text in Latin letters, of which latin has those of each other letter: at the beginning of a word and after a
// vowel, е and ե are written ye (kg/model/names.py).
function inLatin(text, latin) {
  const ye = text.replace(/(?<![\p{L}\p{N}_])[еЕեԵ]|(?<=[аеёиоуыэюяьъ])е/giu, "ye");
  return [...ye.normalize("NFC")].map(letter => latin[letter] ?? letter).join("");
}

// Returns the entities that a text may mean, as it is typed or in Latin letters, the surest first, each with the name
// by which it was found.
function searchNames(text, entities, latin) {
  const wanted = [...new Set([searchKey(text), searchKey(inLatin(text, latin))])].filter(Boolean);
  const found = [];
  for (const entity of entities) {
    let best = null;
    entity.keys.forEach((key, place) => {
      for (const one of wanted) {
        const way = wayOf(one, key);
        if (way !== null && (best === null || way < best.way)) best = { entity, way, name: entity.spelt[place] };
      }
    });
    if (best) found.push(best);
  }
  const surest = Math.min(...found.map(({ way }) => way));
  const last = surest <= WORDS ? WORDS : surest === PART ? PART : GUESSES;
  return found
    .filter(({ way }) => way <= last)
    .sort((a, b) => a.way - b.way || b.entity.ties - a.entity.ties || (a.entity.label < b.entity.label ? -1 : 1));
}
