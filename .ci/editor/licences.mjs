// Prints each package that the bundle has something of, with its version and its licence.
import { readFileSync } from "node:fs";

const { inputs } = JSON.parse(readFileSync("meta.json", "utf8"));
const names = new Set(Object.keys(inputs).map(file => file.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]));
for (const name of [...names].filter(Boolean).sort()) {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  console.log(`${name} ${version}: ${license}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n\n`);
}
