import { expect, test } from "vitest";
import type { Freshness } from "@/api/types";
import { recordsUpTo } from "./freshness";

type Source = Freshness["sources"][number];

function source(change: Partial<Source>): Source {
  return {
    kind: "records",
    name: "log",
    provider: "aws",
    account: "1",
    up_to: "2026-12-01T07:24:00Z",
    known_to: "2026-12-01T07:24:00Z",
    checked_at: "2026-12-01T07:25:00Z",
    every_seconds: 60,
    late: false,
    error: null,
    ...change,
  };
}

function upTo(...sources: Source[]): string | null {
  return recordsUpTo({ schema: "akwarden.freshness/1", as_of: "", up_to: null, late: 0, failed: 0, sources });
}

test("a region in which nothing happens does not make all look late", () => {
  const quiet = source({ up_to: "2026-12-01T03:00:00Z", known_to: "2026-12-01T07:20:00Z" });

  expect(upTo(source({}), quiet)).toBe("2026-12-01T07:20:00Z");
});

test("calls are known as far as the source that is the furthest behind", () => {
  expect(upTo(source({}), source({ known_to: "2026-12-01T05:00:00Z" }))).toBe("2026-12-01T05:00:00Z");
});

test("nothing is known while a source was never read", () => {
  expect(upTo(source({}), source({ up_to: null, known_to: null, checked_at: null }))).toBeNull();
});
