// Writes a .gz and a .br beside each built file, and build.json: the build and the size of each chunk.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const out = fileURLToPath(new URL(process.argv[2] ?? "../../src/akwarden/frontends/web/", import.meta.url));
const manifest = JSON.parse(readFileSync(join(out, ".vite/manifest.json"), "utf8"));

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}

// The chunks that every page takes, as vite.config.ts names them.
const FIRST = ["start", "app"];

const sizes = {};
const whole = createHash("sha256");
for (const path of [...files(out)].sort()) {
  const name = relative(out, path).replaceAll("\\", "/");
  if (name.startsWith(".vite/") || /\.(gz|br)$/.test(name) || name === "build.json") continue;
  const bytes = readFileSync(path);
  whole.update(name).update(bytes);
  if (!/\.(js|css|html|svg|json|txt)$/.test(name)) continue;
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(`${path}.gz`, gzip);
  writeFileSync(`${path}.br`, brotli);
  sizes[name] = { bytes: statSync(path).size, gzip: gzip.length, brotli: brotli.length };
}

const chunks = Object.fromEntries(
  Object.entries(manifest).map(([source, one]) => [
    source,
    {
      file: one.file,
      gzip: sizes[one.file]?.gzip ?? 0,
      first: FIRST.includes(one.name),
      imports: one.imports ?? [],
      css: one.css ?? [],
    },
  ]),
);
const build = whole.digest("hex").slice(0, 16);
writeFileSync(join(out, "build.json"), `${JSON.stringify({ build, chunks, files: sizes }, null, 1)}\n`);
console.log(`build ${build}, ${Object.keys(sizes).length} files compressed`);
