/** How the key of an account is given. */
export type Way = "role" | "key" | "vault" | "profile" | "env" | "instance";

/** What the form of a new account holds. */
export interface Draft {
  provider: "tencent" | "aws";
  way: Way;
  name: string;
  site: string;
  department: string;
  endpoint: string;
  profile: string;
  /** The name of a key that is in the vault already. */
  kept: string;
  arn: string;
  via: string;
  externalId: string;
  keyId: string;
  secret: string;
}

export const EMPTY: Draft = {
  provider: "tencent",
  way: "key",
  name: "",
  site: "",
  department: "",
  endpoint: "",
  profile: "default",
  kept: "",
  arn: "",
  via: "env",
  externalId: "",
  keyId: "",
  secret: "",
};

/** Return how the API and the command line name where the key comes from. */
export function sourceOf(draft: Draft): string {
  switch (draft.way) {
    case "role":
      return `role:${draft.arn.trim()}`;
    case "profile":
      return `profile:${draft.profile.trim()}`;
    case "vault":
      return `vault:${draft.kept.trim()}`;
    case "key":
      return `vault:${draft.name.trim()}`;
    default:
      return draft.way;
  }
}

/** Return the addresses that were typed, one a line or with commas between them. */
export function endpointsOf(text: string): string[] {
  return text
    .split(/[\s,，、]+/)
    .map((one) => one.trim())
    .filter(Boolean);
}

/** Return what is sent to add the account. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const isRole = draft.way === "role";
  return {
    provider: draft.provider,
    name: draft.name.trim(),
    site: draft.site || null,
    department: draft.department.trim() || null,
    endpoints: endpointsOf(draft.endpoint),
    source: draft.way === "key" ? "env" : sourceOf(draft),
    key: draft.way === "key" ? { key_id: draft.keyId.trim(), secret: draft.secret.trim() } : null,
    via: isRole ? draft.via.trim() || "env" : null,
    external_id: isRole ? draft.externalId.trim() || null : null,
  };
}

/** What a shell takes as one word, by the caller's own way of quoting. */
type Quoted = (text: string) => string;

/** Return the command that adds the same account; a secret never stands in it. */
export function commandOf(draft: Draft, quoted: Quoted): string {
  const name = draft.name.trim() || "NAME";
  const add = [
    "akwarden accounts add",
    draft.provider,
    quoted(name),
    "--from",
    quoted(sourceOf({ ...draft, name })),
  ];
  if (draft.way === "role") {
    if (draft.via.trim() && draft.via.trim() !== "env") add.push("--via", quoted(draft.via.trim()));
    if (draft.externalId.trim()) add.push("--external-id", quoted(draft.externalId.trim()));
  }
  for (const one of endpointsOf(draft.endpoint)) add.push("--endpoint", quoted(one));
  if (draft.site) add.push("--site", draft.site);
  if (draft.department.trim()) add.push("--department", quoted(draft.department.trim()));
  const line = add.join(" ");
  return draft.way === "key" ? `akwarden vault put ${quoted(name)} && ${line}` : line;
}

/** Where a key comes from, taken apart: `role:ARN via vault:NAME`. */
export interface Spelled {
  kind: "role" | "vault" | "profile" | "env" | "instance" | "other";
  name: string;
  /** Who takes the role. */
  via: Spelled | null;
}

/** Take apart how a source is written. */
export function spelled(text: string): Spelled {
  const [own, ...behind] = text.split(" via ");
  const [kind, ...rest] = (own ?? "").split(":");
  const known = ["role", "vault", "profile", "env", "instance"].find((one) => one === kind);
  return {
    kind: (known as Spelled["kind"] | undefined) ?? "other",
    name: known ? rest.join(":") : text,
    via: behind.length > 0 ? spelled(behind.join(" via ")) : null,
  };
}
