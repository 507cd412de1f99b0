// Says how heavy the console is, and fails when it is heavier than it may be. All sizes are gzip.
import { readFileSync } from "node:fs";

const FIRST_JS = 170 * 1024;
const CSS = 15 * 1024;
const LAZY = 60 * 1024;
const MAP = 35 * 1024;

const built = JSON.parse(
  readFileSync(
    new URL(`${process.argv[2] ?? "../../src/akwarden/frontends/web/"}build.json`, import.meta.url),
    "utf8",
  ),
);
const { chunks, files } = built;

function withImports(source, seen = new Set()) {
  if (seen.has(source)) return seen;
  seen.add(source);
  for (const next of chunks[source].imports) withImports(next, seen);
  return seen;
}

const entries = Object.keys(chunks).filter((source) => chunks[source].first);
if (entries.length === 0) throw new Error("build.json names no chunk that is loaded first");
const first = new Set(entries.flatMap((source) => [...withImports(source)]));
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const faults = [];
function tell(what, bytes, most) {
  console.log(`${bytes > most ? "FAIL" : "ok  "} ${what}: ${kib(bytes)} of ${kib(most)}`);
  if (bytes > most) faults.push(what);
}

const firstJs = [...first].reduce((sum, one) => sum + chunks[one].gzip, 0) + (files["first.js"]?.gzip ?? 0);
tell("first load, JavaScript", firstJs, FIRST_JS);
const styles = Object.keys(files).filter((name) => name.endsWith(".css"));
tell(
  "CSS",
  styles.reduce((sum, name) => sum + files[name].gzip, 0),
  CSS,
);
for (const source of Object.keys(chunks)) {
  if (!/^src\/.*\.tsx?$/.test(source) || first.has(source)) continue;
  const own = [...withImports(source)].filter((one) => !first.has(one));
  const bytes = own.reduce((sum, one) => sum + chunks[one].gzip, 0);
  tell(source, bytes, /map/i.test(source) ? MAP : LAZY);
}
process.exitCode = faults.length > 0 ? 1 : 0;
