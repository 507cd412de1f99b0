import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Tone } from "@/parts/Badge";
import type { IpType, Trust } from "./types";

export const TYPES: Record<IpType, MessageDescriptor> = {
  own: msg`own cloud asset`,
  office: msg`office`,
  vpn: msg`VPN`,
  partner: msg`partner`,
  named: msg`named network`,
  private: msg`private network`,
  loopback: msg`this machine`,
  reserved: msg`reserved`,
  tor: msg`Tor`,
  cloud: msg`other cloud`,
  hosting: msg`hosting`,
  internet: msg`internet`,
};

export const TRUSTS: Record<Trust, { tone: Tone; title: MessageDescriptor }> = {
  trusted: { tone: "low", title: msg`trusted` },
  known: { tone: "info", title: msg`known` },
  unknown: { tone: "medium", title: msg`unknown` },
  blocked: { tone: "high", title: msg`watched` },
};
