import type { Severity } from "@/api/types";

export type NumberName =
  | "leaked_and_live"
  | "open_alarms"
  | "root_keys_in_use"
  | "unused_90d"
  | "rotation_due";

export interface OverviewNumber {
  name: NumberName;
  value: number | null;
  approximate: boolean;
  list: string | null;
  query: string | null;
  reason: string | null;
  as_of: string;
}

export interface FirstFix {
  kind: "leaked_key" | "alarms" | "unlisted_keys" | "risks";
  fix: string;
  reason: string;
  severity: Severity;
  closes: number;
  leaks: number;
  alarms: number;
  risks: number;
  key_id: string | null;
  account_name: string | null;
  owners: string[];
  action: { label: string; url: string; command: string };
}

export interface DayCounts {
  day: string;
  opened: number;
  closed: number;
}

export type Sight = "blind" | "partly" | "stale" | "off" | "on";
export type SightKind = "cloud" | "account" | "log_source" | "scanner" | "detection";

export interface Seen {
  kind: SightKind;
  name: string;
  sight: Sight;
  says: string;
  mend: string | null;
  url: string | null;
  as_of: string | null;
}

export interface Overview {
  numbers: OverviewNumber[];
  first: { fixes: FirstFix[]; more: boolean; as_of: string };
  trend: { alarms: DayCounts[]; risks: DayCounts[]; unknown: string[]; as_of: string };
  coverage: { seen: Seen[]; counts: { kind: SightKind; sight: Sight; count: number }[]; as_of: string };
  noted: {
    keys: number;
    with_owner: number;
    with_remark: number;
    owner_percent: number | null;
    remark_percent: number | null;
    as_of: string;
  };
  as_of: string;
}

export interface SourceMap {
  points: {
    country: string;
    latitude: number;
    longitude: number;
    addresses: number;
    calls: number;
    denied: number;
    alarms: number;
  }[];
  no_place: number;
  no_place_calls: number;
  place_source: string;
}
