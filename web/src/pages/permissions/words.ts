import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Tone } from "@/parts/Badge";
import type { Evidence, Principal, PrincipalType, RiskStatus, TargetKind } from "./types";

export const STATUSES: Record<RiskStatus, { tone: Tone; title: MessageDescriptor }> = {
  open: { tone: "high", title: msg`open` },
  ignored: { tone: "info", title: msg`ignored` },
  converged: { tone: "low", title: msg`converged` },
};

export const TYPES: Record<PrincipalType, MessageDescriptor> = {
  root: msg`root`,
  user: msg`sub-account`,
  role: msg`role`,
  collaborator: msg`collaborator`,
  service: msg`service`,
};

export const PROVIDERS: Record<string, MessageDescriptor> = {
  tencent: msg`Tencent Cloud`,
  aws: msg`AWS`,
};

export const TARGETS: Record<TargetKind, MessageDescriptor> = {
  key: msg`Key`,
  principal: msg`Identity`,
  group: msg`Group`,
  policy: msg`Policy`,
  account: msg`Account`,
};

/** Kinds whose risks are told by account and key; here they are told by what they have in common. */
export const KINDS: Record<string, MessageDescriptor> = {
  "leaked-key-active": msg`Leaked key that works`,
  "leaked-key-unlisted": msg`Leaked key that no account lists`,
  "leaked-key-disabled": msg`Leaked key that is off`,
};

type Access = "both" | "api" | "console" | "role" | "none" | "unknown";

export const ACCESS: Record<Access, MessageDescriptor> = {
  both: msg`console and API`,
  api: msg`API`,
  console: msg`console`,
  role: msg`temporary keys`,
  none: msg`none`,
  unknown: msg`not known`,
};

/** Return by which ways an identity comes in. */
export function accessOf(one: Principal): Access {
  if (one.principal_type === "role" || one.principal_type === "service") return "role";
  if (one.console_login === null || one.active_keys === null) return "unknown";
  if (one.console_login) return one.active_keys > 0 ? "both" : "console";
  return one.active_keys > 0 ? "api" : "none";
}

type Protection = "on" | "off" | "needless" | "unknown";

export const PROTECTION: Record<Protection, { tone: Tone; title: MessageDescriptor }> = {
  on: { tone: "low", title: msg`second factor` },
  off: { tone: "high", title: msg`password alone` },
  needless: { tone: "info", title: msg`no login` },
  unknown: { tone: "info", title: msg`not known` },
};

/** Return how the login of an identity is protected. */
export function protectionOf(one: Principal): Protection {
  if (one.mfa === true) return "on";
  if (one.console_login === false) return "needless";
  if (one.mfa === null) return "unknown";
  return "off";
}

/** Return one thing that a risk can be seen by, in one line. */
export function evidenceText(one: Evidence): string {
  const statement = one.statement ? `#${one.statement}` : "";
  const policy = [one.policy, statement].filter(Boolean).join(" ");
  const right = [one.action, one.resource && one.resource !== "*" ? one.resource : ""]
    .filter(Boolean)
    .join(" ");
  const line = one.line ? `:${one.line}` : "";
  const place = one.vpath ? `${one.vpath}${line}` : "";
  return [policy, right, one.condition, place, one.note].filter(Boolean).join(" · ") || (one.source ?? "");
}

/** Return the name by which the address of the page calls an identity. */
export function identityId(one: Pick<Principal, "account" | "principal_id">): string {
  return `${one.account}:${one.principal_id}`;
}

/** Return the number of the account and the id that such a name holds. */
export function identityOf(name: string): [string, string] {
  const at = name.indexOf(":");
  return [name.slice(0, at), name.slice(at + 1)];
}
