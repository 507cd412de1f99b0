import { describe, expect, it } from "vitest";
import { addressOf, canonical, hrefOf, partsOf } from "./views";

describe("saved views", () => {
  it("have one address however it was written", () => {
    expect(canonical("/keys?q=status%3Aactive+last%3E90d&sort=last")).toBe(
      "/keys?q=status:active+last%3E90d&sort=last",
    );
    expect(canonical("/keys?q=status:active%20last>90d&sort=last")).toBe(
      "/keys?q=status:active+last%3E90d&sort=last",
    );
    expect(canonical("/keys")).toBe("/keys");
  });

  it("leave out what is open beside the list", () => {
    expect(addressOf("/keys", { q: "owner:none", tab: "calls", full: "1" })).toBe("/keys?q=owner:none");
    expect(addressOf("/ips", { tab: "calls" })).toBe("/ips");
  });

  it("come back from the server as they went there", () => {
    const href = "/permissions/identities?q=owner:%22li+wei%22&all=1";
    const parts = partsOf(href);
    expect(parts).toEqual({ place: "permissions/identities", query: "q=owner:%22li+wei%22&all=1" });
    expect(hrefOf(parts)).toBe(href);
    expect(hrefOf({ place: "keys", query: "" })).toBe("/keys");
  });
});
