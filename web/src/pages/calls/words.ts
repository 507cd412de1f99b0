import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Tone } from "@/parts/Badge";

/** How a call ended, as the event lake says it. */
export const RESULTS: Record<string, { tone: Tone; title: MessageDescriptor }> = {
  ok: { tone: "low", title: msg`done` },
  none: { tone: "low", title: msg`done` },
  denied: { tone: "high", title: msg`denied` },
  failed: { tone: "medium", title: msg`failed` },
  throttled: { tone: "info", title: msg`throttled` },
};
