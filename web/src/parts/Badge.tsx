import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import type { AdviceLevel, Severity } from "@/api/types";

export type Tone = Severity | "accent";

const TONES: Record<Tone, string> = {
  critical: "bg-critical-fill text-critical",
  high: "bg-high-fill text-high",
  medium: "bg-medium-fill text-medium",
  low: "bg-low-fill text-low",
  info: "bg-info-fill text-info",
  accent: "bg-selected text-accent",
};

/** A word on a tinted ground. */
export function Badge({
  tone = "info",
  children,
  title,
}: {
  tone?: Tone;
  children: ReactNode;
  title?: string;
}) {
  return (
    <span
      title={title}
      className={`inline-flex h-5 shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 text-meta font-medium ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}

export const SEVERITIES: Record<Severity, MessageDescriptor> = {
  critical: msg({ message: "Critical", context: "severity" }),
  high: msg({ message: "High", context: "severity" }),
  medium: msg({ message: "Medium", context: "severity" }),
  low: msg({ message: "Low", context: "severity" }),
  info: msg({ message: "Info", context: "severity" }),
};

const SHAPES: Record<Severity, ReactNode> = {
  critical: <path d="M5 0.5 9.5 5 5 9.5 0.5 5z" />,
  high: <path d="M5 1 9.5 9h-9z" />,
  medium: <rect x="1" y="1" width="8" height="8" rx="1" />,
  low: <circle cx="5" cy="5" r="4" />,
  info: <circle cx="5" cy="5" r="3.2" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

/** How bad something is: a word and a shape beside the colour. */
export function SeverityBadge({ value }: { value: Severity }) {
  const { t } = useLingui();
  return (
    <Badge tone={value}>
      <Shape value={value} />
      {t(SEVERITIES[value])}
    </Badge>
  );
}

/** The shape of a severity, for charts and maps. */
export function Shape({ value }: { value: Severity }) {
  return (
    <svg viewBox="0 0 10 10" className="size-2" fill="currentColor" aria-hidden="true">
      {SHAPES[value]}
    </svg>
  );
}

export const ADVICE: Record<AdviceLevel, { tone: Severity; label: MessageDescriptor }> = {
  act_now: { tone: "critical", label: msg`Act now` },
  harden: { tone: "medium", label: msg`Harden` },
  fine: { tone: "low", label: msg`Fine` },
};

/** How soon something is to be done. */
export function AdviceBadge({ value }: { value: AdviceLevel }) {
  const { t } = useLingui();
  const { tone, label } = ADVICE[value];
  return (
    <Badge tone={tone}>
      <Shape value={tone} />
      {t(label)}
    </Badge>
  );
}
