import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Tone } from "@/parts/Badge";
import type { AlarmStatus, AlarmType } from "./types";

export const STATUSES: Record<AlarmStatus, { tone: Tone; title: MessageDescriptor }> = {
  open: { tone: "high", title: msg`open` },
  handled: { tone: "low", title: msg`handled` },
  ignored: { tone: "info", title: msg`ignored` },
};

export const TYPES: Record<AlarmType, MessageDescriptor> = {
  abnormal: msg`Abnormal call`,
  leak: msg`Leak`,
  custom: msg`Custom policy`,
};

/** What calls are compared by, as the server names it. */
export const DIMENSIONS: Record<string, MessageDescriptor> = {
  ip: msg`Source IP`,
  network: msg`Network`,
  asn: msg`ASN`,
  country: msg`Country`,
  client: msg`Client`,
  service: msg`Service`,
  action: msg`Action`,
  region: msg`Region`,
};

export const WHYS: Record<"accepted" | "false_alarm" | "test", MessageDescriptor> = {
  accepted: msg`It is so, and may be`,
  false_alarm: msg`False alarm`,
  test: msg`A test`,
};
