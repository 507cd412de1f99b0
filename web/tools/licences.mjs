// Writes licenses.txt: whose code the console holds, and under which licence, as these licences ask for.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const out = fileURLToPath(new URL(process.argv[2] ?? "../../src/akwarden/frontends/web/", import.meta.url));
const packages = new URL("../node_modules/", import.meta.url);
const free = new Set(["0BSD", "Apache-2.0", "BSD-3-Clause", "ISC", "MIT", "Unlicense"]);

/** Parts of these are copied into the style sheet, where the bundler does not see whose they are. */
const inStyles = ["tailwindcss"];

function read(name) {
  const one = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), "utf8"));
  const text = readFileSync(new URL(`${name}/LICENSE`, packages), "utf8").trim();
  return { name, version: one.version, identifier: one.license, text };
}

const inScripts = JSON.parse(readFileSync(join(out, ".vite/licenses.json"), "utf8"));
const all = [...inScripts, ...inStyles.map(read)].sort((one, other) => (one.name < other.name ? -1 : 1));
for (const one of all) {
  if (!free.has(one.identifier))
    throw new Error(`${one.name} is under ${one.identifier}: see tools/licences.mjs`);
  if (!one.text) throw new Error(`${one.name} brings no text of its licence along`);
}
const rule = "=".repeat(80);
const parts = all.map(
  (one) => `${rule}\n${one.name} ${one.version} (${one.identifier})\n${rule}\n\n${one.text}\n`,
);
writeFileSync(
  join(out, "licenses.txt"),
  `The console of akwarden holds code of these packages, unchanged or made smaller.\n\n${parts.join("\n")}`,
);
console.log(`licences of ${all.length} packages`);
