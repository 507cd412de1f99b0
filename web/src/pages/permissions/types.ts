import type { Schemas, Severity } from "@/api/types";

export type Risk = Schemas["Risk"];
export type RiskStatus = Schemas["RiskStatus"];
export type Evidence = Schemas["Evidence"];
export type TargetKind = Schemas["TargetKind"];
export type PrincipalType = Schemas["PrincipalType"];
export type Permission = Schemas["Permission"];
export type BlindSpot = Schemas["BlindSpot"];
export type KeyRow = Schemas["KeyRow"];
export type KeyPage = Schemas["KeyPage"];
export type IdentityRights = Schemas["IdentityRights"];
export type ActionsUse = Schemas["ActionsUse"];
export type ActionUse = Schemas["ActionUse"];

/** Everything that a person needs to act on one risk. */
export interface RiskPage {
  risk: Risk;
  why: string;
  careful: string;
  principal_kind: PrincipalType | null;
  principal_arn: string | null;
  /** How it is mended in the console of the cloud, step by step. */
  console: string[];
  /** The commands of the cloud's own tool that mend it. */
  cli: string[];
  references: { title: string; url: string | null }[];
  blind_spots: BlindSpot[];
}

/** One kind of trouble, and whom it hits. */
export interface RiskItem {
  rule: string;
  title: string;
  severity: Severity;
  open: number;
  ignored: number;
  accounts: number;
  identities: number;
  keys: number;
  /** What lists them. */
  query: string;
}

export interface RiskItemList {
  rows: RiskItem[];
  /** Null where an account was never read to its end. */
  checked_at: string | null;
  as_of: string;
}

/** One identity of an account; null stands for what is not known. */
export interface Principal {
  provider: string;
  account: string;
  account_name: string;
  site: string;
  department: string | null;
  principal: string;
  principal_type: PrincipalType;
  principal_id: string;
  arn: string | null;
  created_at: string | null;
  deleted_at: string | null;
  console_login: boolean | null;
  mfa: boolean | null;
  last_login_at: string | null;
  active_keys: number | null;
  keys: number | null;
  remark: string;
  owner: string | null;
}

/** One identity with open risks, and what is known of how it is used. */
export interface RiskIdentity {
  principal: Principal;
  worst: Severity;
  open: number;
  rules: string[];
  /** How many policies are granted to it, by itself or through groups. */
  policies: number;
  last_used_at: string | null;
  never_used_keys: number;
}

/** Everything that is known of one identity. */
export interface PrincipalPage {
  principal: Principal;
  cloud_note: string;
  last_login_ip: string | null;
  /** Of a role: who may take it, as JSON. */
  trust: string | null;
  session_seconds: number | null;
  keys: KeyRow[];
  permissions: Permission[];
  blind_spots: BlindSpot[];
}

/** One thing to do, and what it closes. */
export interface Fix {
  fix: string;
  title: string;
  target_kind: TargetKind;
  target: string;
  target_id: string;
  provider: string;
  account: string | null;
  account_name: string | null;
  severity: Severity;
  closes: number;
  owners: string[];
  rules: string[];
  principals: string[];
  keys: string[];
  /** The ids of what it closes, the worst first. */
  risks: string[];
}

export interface FixList {
  rows: Fix[];
  total: number;
  as_of: string;
}

/** What can be decided about risks. */
export type Decision =
  | { decision: "ignore"; reason: string; until: string | null }
  | { decision: "unignore"; all: true };
