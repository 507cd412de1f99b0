import type { Severity } from "@/api/types";

export type LeakCase = "temporary" | "client" | "document" | "log_or_snapshot" | "server" | "code";
export type Validity = "active" | "inactive" | "unknown";
export type LeakStatus = "open" | "revoked" | "fixed" | "ignored";

export interface LeakPlace {
  source: string;
  vpath: string;
  line: number | null;
  commit: string | null;
}

/** One leaked secret, however often it stands somewhere. */
export interface LeakRow {
  leak: {
    id: string;
    key_id: string | null;
    fingerprint: string | null;
    provider: string;
    case: LeakCase;
    places: LeakPlace[];
    validity: Validity;
    status: LeakStatus;
    owner: string | null;
    first_seen_at: string;
  };
  rule: string;
  title: string;
  severity: Severity;
  mask: string | null;
  last_seen_at: string;
  key_status: string | null;
  account: string | null;
  account_name: string | null;
  principal: string | null;
  places_in_all: number;
}

export interface LeakPage {
  row: LeakRow;
  risk: { id: string; title: string; detail: string; remediation: string; severity: Severity } | null;
  closings: { at: string; actor: string; status: LeakStatus; reason: string }[];
  not_fixed_since: string | null;
}
