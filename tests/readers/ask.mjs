// Asks an endpoint as a program on npm does, and prints what came as JSON.
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";

const [endpoint, query] = process.argv.slice(2);
const fetcher = new SparqlEndpointFetcher();

function all(stream) {
  return new Promise((resolve, reject) => {
    const found = [];
    stream.on("data", (one) => found.push(one));
    stream.on("error", reject);
    stream.on("end", () => resolve(found));
  });
}

const rows = await all(await fetcher.fetchBindings(endpoint, query));
const triples = await all(await fetcher.fetchTriples(endpoint, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 50"));
const yes = await fetcher.fetchAsk(endpoint, "ASK { ?s ?p ?o }");
let error = "";
try {
  await all(await fetcher.fetchBindings(endpoint, "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"));
} catch (thrown) {
  error = String(thrown);
}
console.log(
  JSON.stringify({
    rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value]))),
    triples: triples.length,
    yes,
    error,
  }),
);
