import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Words } from "./Words";

const shown = (text: string) =>
  renderToStaticMarkup(createElement(Words, { text })).replace(/ class="[^"]*"/g, "");

test("what stands between backticks is shown as what is typed", () => {
  expect(shown("run `akwarden sync` again, or `akwarden doctor`")).toBe(
    "run <code>akwarden sync</code> again, or <code>akwarden doctor</code>",
  );
});

test("a text without a pair of backticks stays as it is", () => {
  expect(shown("a <b> and one ` alone")).toBe("a &lt;b&gt; and one ` alone");
});
