import { describe, expect, it } from "vitest";
import { bodyOf, commandOf, EMPTY, endpointsOf, spelled } from "./source";

const plain = (text: string) => text;
const MADE_UP = ["not", "a", "secret"].join("-");

describe("a new account", () => {
  it("sends its key apart from where keys come from, and never writes it into the command", () => {
    const draft = { ...EMPTY, way: "key" as const, name: " prod ", keyId: "an-id-made-up", secret: MADE_UP };
    expect(bodyOf(draft)).toMatchObject({
      name: "prod",
      source: "env",
      key: { key_id: "an-id-made-up", secret: MADE_UP },
      via: null,
    });
    const line = commandOf(draft, plain);
    expect(line).toBe("akwarden vault put prod && akwarden accounts add tencent prod --from vault:prod");
    expect(line).not.toContain(MADE_UP);
  });

  it("keeps what belongs to a role for roles", () => {
    const role = {
      ...EMPTY,
      provider: "aws" as const,
      way: "role" as const,
      name: "shop",
      arn: "arn:x",
      externalId: "e",
    };
    expect(bodyOf(role)).toMatchObject({ source: "role:arn:x", via: "env", external_id: "e", key: null });
    expect(bodyOf({ ...role, way: "env" })).toMatchObject({ source: "env", via: null, external_id: null });
    expect(commandOf(role, plain)).toBe("akwarden accounts add aws shop --from role:arn:x --external-id e");
  });

  it("takes addresses with lines or commas between them", () => {
    expect(endpointsOf(" https://a,\n cam=https://b ")).toEqual(["https://a", "cam=https://b"]);
    expect(endpointsOf("https://a，cam=https://b")).toEqual(["https://a", "cam=https://b"]);
    expect(endpointsOf("")).toEqual([]);
  });
});

describe("where a key comes from", () => {
  it("is taken apart, with who takes the role", () => {
    expect(spelled("env")).toEqual({ kind: "env", name: "", via: null });
    expect(spelled("role:qcs::cam::uin/1:roleName/r via vault:reader")).toEqual({
      kind: "role",
      name: "qcs::cam::uin/1:roleName/r",
      via: { kind: "vault", name: "reader", via: null },
    });
    expect(spelled("elsewhere:x")).toEqual({ kind: "other", name: "elsewhere:x", via: null });
  });
});
