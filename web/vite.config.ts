import { fileURLToPath } from "node:url";
import { transformAsync } from "@babel/core";
import { lingui } from "@lingui/vite-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin, ProxyOptions } from "vite";
import { defineConfig } from "vitest/config";

const server = process.env.AKWARDEN_SERVER ?? "http://127.0.0.1:8470";

/** Turns the macros of Lingui into calls; everything else of a file stays as it is. */
function linguiMacros(): Plugin {
  return {
    name: "lingui-macros",
    enforce: "pre",
    async transform(code, id) {
      const file = id.split("?")[0] ?? id;
      if (!/\.tsx?$/.test(file) || !/@lingui\/(core|react)\/macro/.test(code)) return null;
      const done = await transformAsync(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: file.endsWith("x") ? ["typescript", "jsx"] : ["typescript"] },
        plugins: ["@lingui/babel-plugin-lingui-macro"],
      });
      return done?.code ? { code: done.code, map: done.map } : null;
    },
  };
}

/** Lets the browser load what `start.ts` loads at once while it still reads the page. */
function appAhead(): Plugin {
  return {
    name: "app-ahead",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle = {} }) {
        const app = Object.values(bundle).find((one) => one.name === "app");
        if (app?.type !== "chunk") throw new Error("there is no chunk of this name");
        return [app.fileName, ...app.imports]
          .filter((file) => !html.includes(file))
          .map((file) => ({
            tag: "link",
            attrs: { rel: "modulepreload", crossorigin: true, href: `/${file}` },
            injectTo: "head",
          }));
      },
    },
  };
}

/** Hands requests on to a running server, which knows neither the name nor the origin of this one. */
function apiOf(target: string): ProxyOptions {
  return {
    target,
    changeOrigin: true,
    configure(proxy) {
      proxy.on("proxyReq", (onward, request) => {
        // Only what comes from our own pages: those of others are refused here as they are there.
        if (request.headers.origin === `http://${request.headers.host}`)
          onward.setHeader("Origin", new URL(target).origin);
      });
    },
  };
}

export default defineConfig({
  plugins: [linguiMacros(), react(), lingui(), tailwindcss(), appAhead()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: 5173, proxy: { "/api": apiOf(server) } },
  build: {
    outDir: "../src/akwarden/frontends/web",
    emptyOutDir: true,
    manifest: true,
    // Of what is in the scripts; `tools/licences.mjs` makes of it what is served.
    license: { fileName: ".vite/licenses.json" },
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      preserveEntrySignatures: "allow-extension",
      output: {
        codeSplitting: {
          // Few files: each costs more than its bytes when nothing is cached yet. A group takes along what
          // its modules import.
          groups: [
            { name: "start", test: /\/web\/src\/start\.ts$/, priority: 3 },
            { name: "app", test: /\/web\/src\/main\.tsx$/, priority: 2 },
            {
              name: "parts",
              test: /\/lucide-react\/|\/web\/src\/parts\/(?!.*Body|Chart|Drawer|WorldMap)/,
              minShareCount: 2,
              priority: 1,
            },
            { name: "list", test: /\/web\/src\/list\/(BulkNote|ListView)\.tsx$/ },
          ],
        },
      },
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
