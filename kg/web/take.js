// The data of a page as CSV, Turtle or JSON-LD, made from what all pages share.

let kgPacked = null;

// Called by data.js, the file that holds the data.
function kgData(packed) {
  kgPacked = packed;
}

async function unpacked() {
  const bytes = Uint8Array.from(atob(kgPacked), sign => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const values = (node, name) => node?.[name] ?? [];
const text = value => (typeof value === "string" ? value : value["@value"] ?? value["@id"]);
const first = (node, name) => (values(node, name).length ? text(values(node, name)[0]) : "");

// Returns the names of what the ties of a page rest on: relations, claims, and all that these point to.
function behind(data, page) {
  const found = new Set();
  const waiting = data.ties.filter(([, pages]) => pages.includes(page)).flatMap(([tie, , claims]) => [tie, ...claims]);
  while (waiting.length) {
    const name = waiting.pop();
    if (found.has(name) || !data.things[name]) continue;
    found.add(name);
    for (const held of Object.values(data.things[name]).flat()) if (held["@id"]) waiting.push(held["@id"]);
  }
  return [...found].sort();
}

function asJsonLd(data, page) {
  const graph = behind(data, page).map(name => ({ "@id": name, ...data.things[name] }));
  return JSON.stringify({ "@context": data.context, "@graph": graph }, null, 1);
}

function asTurtle(data, page) {
  const plain = /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;
  const term = name => {
    const [prefix, local] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
    if (data.context[prefix] && plain.test(local)) return name;
    return `<${data.context[prefix] ? data.context[prefix] + local : name}>`;
  };
  const quoted = said => `"${said.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")}"`;
  const value = held => {
    if (typeof held === "string") return quoted(held);
    if (held["@id"]) return term(held["@id"]);
    return quoted(held["@value"]) + (held["@language"] ? `@${held["@language"]}` : `^^${term(held["@type"])}`);
  };
  const lines = Object.entries(data.context).map(([prefix, space]) => `@prefix ${prefix}: <${space}> .`);
  for (const name of behind(data, page)) {
    lines.push("", term(name));
    for (const [property, held] of Object.entries(data.things[name]))
      lines.push(property === "@type" ? `    a ${held.map(term).join(" , ")} ;` : `    ${term(property)} ${held.map(value).join(" , ")} ;`);
    lines.push(".");
  }
  return `${lines.join("\n")}\n`;
}

function asCsv(data, page) {
  const label = name => first(data.things[name], "skos:prefLabel") || first(data.things[name], "dcterms:title") || name;
  const local = name => name.slice(name.indexOf(":") + 1);
  const own = ["on", "from", "until", "notBefore", "notAfter", "value", "upTo", "unit", "qualifier", "phase"];
  const said = ["stance", "status", "saidOn", "attestedOn"];
  const rows = [["subject", "type", "object", ...own, "claimant", ...said, "source", "relation", "claim"]];
  for (const [tie, pages, claims] of data.ties) {
    if (!pages.includes(page)) continue;
    const relation = data.things[tie];
    const ends = [label(first(relation, "rdf:subject")), local(first(relation, "rdf:predicate")), label(first(relation, "rdf:object"))];
    const about = own.map(name => local(first(relation, `kg:${name}`)));
    for (const claim of claims) {
      const node = data.things[claim];
      const place = first(node, "kg:foundIn");
      const source = first(data.things[place], "kg:passageOf") || place;
      const by = [label(first(node, "kg:claimant")), ...said.map(name => local(first(node, `kg:${name}`)))];
      rows.push([...ends, ...about, ...by, label(source), tie, claim]);
    }
  }
  // A spreadsheet runs what begins like a formula, and so it stands behind an apostrophe, as in kg/model/table.py.
  const cell = held => {
    const safe = /^'*[=+\-@＝＋－＠\t\r\n]/.test(held) && !/^[+-]?[0-9]+(\.[0-9]+)?$/.test(held) ? `'${held}` : held;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  return rows.map(row => `${row.map(cell).join(",")}\r\n`).join("");
}

const FORMS = {
  CSV: ["csv", "text/csv", asCsv],
  Turtle: ["ttl", "text/turtle", asTurtle],
  "JSON-LD": ["jsonld", "application/ld+json", asJsonLd],
};
