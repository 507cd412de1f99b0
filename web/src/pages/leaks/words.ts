import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Tone } from "@/parts/Badge";
import type { LeakCase, LeakStatus, Validity } from "./types";

export const CASES: Record<LeakCase, MessageDescriptor> = {
  code: msg`In code`,
  client: msg`In a client`,
  document: msg`In a document`,
  temporary: msg`A temporary key`,
  log_or_snapshot: msg`In a log or snapshot`,
  server: msg`On a server`,
};

export const VALIDITY: Record<Validity, { tone: Tone; title: MessageDescriptor }> = {
  active: { tone: "critical", title: msg`works` },
  inactive: { tone: "low", title: msg`works no more` },
  unknown: { tone: "medium", title: msg`may work` },
};

export const STATUSES: Record<LeakStatus, { tone: Tone; title: MessageDescriptor }> = {
  open: { tone: "high", title: msg`open` },
  revoked: { tone: "low", title: msg`revoked` },
  fixed: { tone: "low", title: msg`fixed` },
  ignored: { tone: "info", title: msg`ignored` },
};
