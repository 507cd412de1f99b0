import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Me, Right, Schemas } from "@/api/types";

export type Role = Schemas["Role"];
export type Grant = Schemas["Grant"];

/** What each role is called, and what it lets do. */
export const ROLES: Record<Role, { title: MessageDescriptor; about: MessageDescriptor }> = {
  viewer: { title: msg`Viewer`, about: msg`Sees everything, changes nothing.` },
  analyst: {
    title: msg`Analyst`,
    about: msg`Also writes remarks, decides about alarms, risks and leaks, and starts scans and imports.`,
  },
  responder: { title: msg`Responder`, about: msg`As an analyst; also disables keys that leaked.` },
  rotator: {
    title: msg`Rotator`,
    about: msg`Sees everything; writes remarks, replaces keys, uses the vault.`,
  },
  approver: {
    title: msg`Approver`,
    about: msg`Sees everything; says yes to what needs a second person.`,
  },
  auditor: {
    title: msg`Auditor`,
    about: msg`Sees everything; reads also who did what in akwarden, and who the people are.`,
  },
  admin: { title: msg`Administrator`, about: msg`Does everything: accounts, people, tokens of others.` },
};

export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** The rights of each role, as the server has them; only for what a form offers: the server decides. */
const RIGHTS: Record<Role, Right[]> = {
  viewer: ["read"],
  analyst: ["read", "note", "decide", "run"],
  responder: ["read", "note", "decide", "run", "respond"],
  rotator: ["read", "note", "rotate"],
  approver: ["read", "approve"],
  auditor: ["read", "audit"],
  admin: ["read", "note", "decide", "run", "respond", "rotate", "approve", "audit", "administer"],
};

/** Return the roles that somebody may give to a token of their own: those that do no more than they may. */
export function rolesWithin(grants: Grant[]): Role[] {
  const held = grants.map((one) => RIGHTS[one.role]);
  return ROLE_NAMES.filter((role) =>
    held.some((rights) => RIGHTS[role].every((one) => rights.includes(one))),
  );
}

/** Return the account groups for which somebody may give a token roles; null for all accounts. */
export function groupsWithin(grants: Grant[], all: string[]): (string | null)[] {
  if (grants.some((one) => !one.group)) return [null, ...all];
  return [...new Set(grants.map((one) => one.group ?? null))];
}

/** Return roles as the command line takes them. */
export function roleFlags(grants: Grant[]): string {
  return grants.map((one) => `--role ${one.role}${one.group ? `@${one.group}` : ""}`).join(" ");
}

/** Say whether somebody sees who the people are. */
export function seesPeople(me: Me | undefined): boolean {
  return me?.rights.audit === "all";
}
