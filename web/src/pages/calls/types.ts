/** One call, as the call log has it. */
export interface CallRecord {
  event_id: string;
  time: string;
  provider: string;
  account: string;
  key_id: string | null;
  key_type: string;
  principal_type: string;
  principal_name: string | null;
  issuer: string | null;
  service: string;
  action: string;
  read_write: string;
  region: string | null;
  source_ip: string | null;
  ip_kind: string | null;
  ip_country: string | null;
  ip_org: string | null;
  client: string;
  user_agent: string | null;
  result: string;
  error_code: string | null;
  resource: string | null;
  request_id: string | null;
  mfa: boolean | null;
  sensitive: boolean;
}

export interface CallPage {
  call: CallRecord;
  ingested_at: string;
  format: string;
  raw: string;
}

export interface CallHistogram {
  bars: { at: string; calls: number; failed: number }[];
  seconds: number;
  since: string;
  until: string;
  total: number;
  failed: number;
  summed: boolean;
}
