import type { LinguiConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

/** Each page folder has catalogs of its own, so that pages never share a file. */
export default {
  locales: ["en", "zh-CN"],
  sourceLocale: "en",
  catalogs: [
    { path: "<rootDir>/src/pages/{name}/locales/{locale}", include: ["<rootDir>/src/pages/{name}/"] },
    {
      path: "<rootDir>/src/locales/{locale}",
      include: ["<rootDir>/src"],
      exclude: ["**/pages/**", "**/*.test.*"],
    },
  ],
  format: formatter({ lineNumbers: false, printLinguiId: false }),
  orderBy: "origin",
} satisfies LinguiConfig;
