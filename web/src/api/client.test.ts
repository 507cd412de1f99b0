import { beforeEach, describe, expect, it, vi } from "vitest";
import { begin, dropBegun, get, post } from "./client";

let asked: string[];

beforeEach(() => {
  asked = [];
  dropBegun();
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  vi.stubGlobal("fetch", async (url: string, { method }: { method: string }) => {
    asked.push(`${method} ${url}`);
    return Response.json({ number: asked.length });
  });
});

describe("what was begun", () => {
  it("is taken over by whoever asks first, and by nobody else", async () => {
    begin("/keys", { sort: "last" });

    expect(await get("/keys", { sort: "last" })).toEqual({ number: 1 });
    expect(await get("/keys", { sort: "last" })).toEqual({ number: 2 });
    expect(asked).toEqual(["GET /api/v1/keys?sort=last", "GET /api/v1/keys?sort=last"]);
  });

  it("is not taken for something else", async () => {
    begin("/keys", { sort: "last" });

    expect(await get("/keys", { sort: "owner" })).toEqual({ number: 2 });
  });

  it("does not outlive a change, such as a login", async () => {
    begin("/keys");
    await post("/login", {});

    expect(await get("/keys")).toEqual({ number: 3 });
  });
});
