import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Badge, type Tone } from "@/parts/Badge";
import { CopyButton } from "@/parts/Copy";
import { Section } from "@/parts/Drawer";
import { TrulyClean } from "@/parts/Empty";
import { Time } from "@/parts/Time";
import type { KeyPage, Leak, LeakPlace } from "../types";

const CASES: Record<Leak["case"], MessageDescriptor> = {
  code: msg`In code`,
  client: msg`In a client`,
  document: msg`In a document`,
  temporary: msg`A temporary key`,
  log_or_snapshot: msg`In a log or snapshot`,
  server: msg`On a server`,
};
const VALIDITY: Record<Leak["validity"], { tone: Tone; title: MessageDescriptor }> = {
  active: { tone: "critical", title: msg`works` },
  inactive: { tone: "low", title: msg`works no more` },
  unknown: { tone: "medium", title: msg`may work` },
};
const STATUS: Record<Leak["status"], MessageDescriptor> = {
  open: msg`open`,
  revoked: msg`revoked`,
  fixed: msg`fixed`,
  ignored: msg`ignored`,
};

/** Where a key leaked; the evidence has no secret value. */
export function Leaks({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  if (page.leaks.length === 0) {
    return (
      <TrulyClean
        title={<Trans>It was found nowhere</Trans>}
        unseen={<Trans>That holds for what was scanned: akwarden scan --save keeps what a scan finds.</Trans>}
      />
    );
  }
  return (
    <>
      {page.leaks.map((one) => (
        <Section key={one.id}>
          <div className="flex flex-wrap items-center gap-2">
            <Badge tone={VALIDITY[one.validity].tone}>{t(VALIDITY[one.validity].title)}</Badge>
            <Link to="/leaks/$id" params={{ id: one.id } as never} className="link font-medium">
              {t(CASES[one.case])}
            </Link>
            <span className="text-muted">
              {t(STATUS[one.status])} · <Time at={one.first_seen_at} />
            </span>
          </div>
          <ul className="mt-1.5 space-y-1.5">
            {one.places.slice(0, 10).map((place, at) => (
              <Place key={at} place={place} />
            ))}
          </ul>
          {one.places.length > 10 && (
            <p className="text-meta text-muted">
              <Trans>and {one.places.length - 10} more places</Trans>
            </p>
          )}
        </Section>
      ))}
    </>
  );
}

function Place({ place }: { place: LeakPlace }) {
  const { t } = useLingui();
  const where = `${place.vpath}${place.line ? `:${place.line}` : ""}`;
  return (
    <li className="flex items-start gap-1">
      <div className="min-w-0 flex-1">
        <p className="font-mono text-meta break-all">
          {where}
          {place.commit && <span className="text-muted"> @{place.commit.slice(0, 10)}</span>}
        </p>
        <p className="text-meta break-all text-muted">{place.source}</p>
      </div>
      <CopyButton text={`${place.source} ${where}`} label={t`Copy the place`} />
    </li>
  );
}
