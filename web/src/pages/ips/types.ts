import type { Severity } from "@/api/types";

export type IpType =
  | "own"
  | "office"
  | "vpn"
  | "partner"
  | "named"
  | "private"
  | "loopback"
  | "reserved"
  | "tor"
  | "cloud"
  | "hosting"
  | "internet";
export type Trust = "trusted" | "known" | "unknown" | "blocked";

/** One address that calls came from. */
export interface SourceIpRow {
  source_ip: string;
  remark: string;
  suggested_remark: string | null;
  owner: string | null;
  trust: Trust;
  type: IpType;
  resource: string | null;
  region: string | null;
  ip_kind: string | null;
  ip_country: string | null;
  ip_asn: number | null;
  ip_org: string | null;
  keys: number;
  calls: number;
  failed: number;
  denied: number;
  alarms: number | null;
  first_at: string | null;
  last_at: string | null;
  spark: number[] | null;
}

export interface SourceIpPage {
  address: string;
  row: SourceIpRow | null;
  own: { network: string; type: string; label?: string | null; resource?: string | null; remark?: string }[];
  keys: {
    key_id: string | null;
    provider: string;
    account: string;
    calls: number;
    failed: number;
    first_at: string | null;
    last_at: string | null;
  }[];
  regions: { region: string; calls: number }[];
  allowed: { id: number; query: string; reason: string; until: string; status: string }[];
  place_source: string;
}

/** What an entry of the allow-list would have done. */
export interface TrustShown {
  query: string;
  command: string;
  preview: {
    looked_at: number;
    silenced: { id: string; title: string; severity: Severity; first_at: string }[];
    is_partly_known: boolean;
  };
}
