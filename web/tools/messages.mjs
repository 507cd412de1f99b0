// Says which messages lack their Chinese, and which are told in two ways in two folders; fails when any does.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import PO from "pofile";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const catalogs = readdirSync(source, { recursive: true }).filter((name) => name.endsWith("zh-CN.po"));
const told = new Map();
let faults = 0;
function fault(text) {
  faults += 1;
  console.error(text);
}

for (const name of catalogs.sort()) {
  for (const one of PO.parse(readFileSync(join(source, name), "utf8")).items) {
    if (one.obsolete) continue;
    const chinese = one.msgstr.join("");
    if (chinese === "") fault(`${name}: no Chinese for "${one.msgid}"`);
    const id = `${one.msgctxt ?? ""}\u0004${one.msgid}`;
    const before = told.get(id);
    if (before && before.chinese !== chinese && chinese !== "")
      fault(`"${one.msgid}" is "${before.chinese}" in ${before.name} and "${chinese}" in ${name}`);
    told.set(id, before ?? { name, chinese });
  }
}
console.log(`${told.size} messages in ${catalogs.length} catalogs, ${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;
