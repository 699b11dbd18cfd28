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

// Returns a name in lower case, without diacritics, its other signs turned to single spaces.
function searchKey(name) {
  return name
    .replace(/[əƏıİIøØłŁđĐßæÆ]/g, letter => LETTERS[letter])
    .normalize("NFKD")
    .toLowerCase()
    .replace(/ς/g, "σ")
    .replace(/[\p{Mn}'’ʼ]/gu, "")
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

// Returns the entities that a text may mean, the surest first, each with the name by which it was found.
function searchNames(text, entities) {
  const wanted = searchKey(text);
  if (!wanted) return [];
  const found = [];
  for (const entity of entities) {
    let best = null;
    entity.keys.forEach((key, place) => {
      const way = wayOf(wanted, key);
      if (way !== null && (best === null || way < best.way)) best = { entity, way, name: entity.spelt[place] };
    });
    if (best) found.push(best);
  }
  const surest = Math.min(...found.map(({ way }) => way));
  const last = surest <= WORDS ? WORDS : surest === PART ? PART : GUESSES;
  return found
    .filter(({ way }) => way <= last)
    .sort((a, b) => a.way - b.way || b.entity.ties - a.entity.ties || (a.entity.label < b.entity.label ? -1 : 1));
}
