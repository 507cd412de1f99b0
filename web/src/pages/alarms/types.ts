import type { Severity } from "@/api/types";

export type AlarmStatus = "open" | "handled" | "ignored";
export type AlarmType = "abnormal" | "leak" | "custom";

export interface Reason {
  text: string;
  weight: number;
}

/** One alarm, as lists give it. */
export interface Alarm {
  id: string;
  rule: string;
  rules: string[];
  title: string;
  story: string;
  type: AlarmType;
  severity: Severity;
  provider: string;
  account: string;
  account_name: string | null;
  subject: string;
  principal: string | null;
  key_id: string | null;
  source_ips: string[];
  first_at: string;
  last_at: string;
  count: number;
  reasons: Reason[];
  techniques: string[];
  status: AlarmStatus;
  next_action: string;
  status_reason: string | null;
  changed_at: string | null;
  changed_by: string | null;
  owner: string | null;
  snoozed_until: string | null;
}

export interface AlarmPart {
  rule: string;
  title: string;
  severity: Severity;
  reasons: Reason[];
  quiet: boolean;
}

export interface RelatedAlarm {
  id: string;
  title: string;
  severity: Severity;
  status: AlarmStatus;
  first_at: string;
}

/** Everything that a person needs to judge one alarm. */
export interface AlarmPage {
  alarm: Alarm;
  level: number;
  opened_at: string;
  parts: AlarmPart[];
  key_ids: string[];
  principals: string[];
  key: { key_id: string; remark: string; owner: string | null; advice: string; status: string } | null;
  permissions: { policy: string; warning: string | null; via: string }[];
  leaks: { id: string; validity: string; places: { source: string; vpath: string }[] }[];
  related: RelatedAlarm[];
}

export interface AlarmCall {
  service: string;
  action: string;
  region: string | null;
  source_ip: string | null;
  ip_country: string | null;
  ip_org: string | null;
  client: string | null;
  error_class: string;
  error_code: string | null;
  resource: string | null;
}

export interface AlarmEvent {
  at: string;
  id: string;
  call: AlarmCall | null;
}

export interface Mark {
  at: string;
  kind: "event" | "raised" | "decided";
  text: string;
}

export interface Lane {
  source_ip: string | null;
  place: string;
  named: boolean;
  known: boolean;
  calls: number;
  hours: { at: string; calls: number; failed: number }[];
  marks: Mark[];
}

export interface Beside {
  dimension: string;
  value: string;
  now: number;
  before: number;
  days: number;
}

/** What audit records tell around an alarm. */
export interface AlarmActivity {
  events: AlarmEvent[];
  since: string;
  until: string;
  lanes: Lane[];
  more_addresses: number;
  marks: Mark[];
  beside: Beside[];
  has_records: boolean;
}

export interface RulePage {
  rule: { id: string; title: string; severity: Severity | null };
  description: string;
  detection: string;
  false_positives: string[];
  references: string[];
  fired: { days: number; open: number; handled: number; ignored: number } | null;
}

export interface Backtest {
  days: number;
  calls: number;
  events: number;
  alarms: number;
  subjects: { subject: string | null; account: string; events: number; days: number }[];
  subjects_in_all: number;
}
