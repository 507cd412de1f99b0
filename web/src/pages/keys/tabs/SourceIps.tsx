import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { number } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { CopyButton } from "@/parts/Copy";
import { Section } from "@/parts/Drawer";
import { Time } from "@/parts/Time";
import type { KeyPage, SourceIp } from "../types";
import { NoRecords } from "./NoRecords";

const KINDS: Record<SourceIp["type"], MessageDescriptor> = {
  own: msg`own cloud asset`,
  office: msg`office`,
  vpn: msg`VPN`,
  partner: msg`partner`,
  other: msg`our network`,
  private: msg`private network`,
  loopback: msg`loopback`,
  reserved: msg`reserved`,
  unknown: msg`internet`,
};
/** What nobody vouches for. */
const UNSURE: SourceIp["type"][] = ["unknown"];

/** Where the latest calls of a key came from. */
export function SourceIps({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  const { use, key } = page;
  if (!use) return <NoRecords />;
  const shown = number(use.addresses.length);
  const all = number(use.source_ips);
  return (
    <Section
      title={use.source_ips > use.addresses.length ? t`The latest ${shown} of ${all}` : t`Source IPs`}
      action={
        <Link to="/calls" search={{ q: `key:${key.key_id}` } as never} className="link">
          <Trans>All calls</Trans>
        </Link>
      }
    >
      <ul className="divide-y divide-line">
        {use.addresses.map((one) => (
          <Address key={one.source_ip} one={one} />
        ))}
      </ul>
      <p className="pt-2 text-meta text-muted">
        <Trans>
          Where an address is comes from packaged data, and sources disagree. A place alone never raises an
          alarm.
        </Trans>
      </p>
    </Section>
  );
}

function Address({ one }: { one: SourceIp }) {
  const { t } = useLingui();
  const place = [one.ip_country, one.ip_org, one.ip_asn ? `AS${one.ip_asn}` : null]
    .filter(Boolean)
    .join(" · ");
  const calls = number(one.calls);
  const failed = number(one.failed);
  return (
    <li className="flex items-start gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-1.5">
          <Link to="/ips/$id" params={{ id: one.source_ip } as never} className="link font-mono text-meta">
            {one.source_ip}
          </Link>
          <CopyButton text={one.source_ip} label={t`Copy the address`} />
          <Badge tone={UNSURE.includes(one.type) ? "medium" : "info"}>{t(KINDS[one.type])}</Badge>
        </p>
        <p className={one.remark ? "" : "text-muted"}>
          {[one.remark, one.resource].filter(Boolean).join(" · ") || t`no remark`}
        </p>
        {place && <p className="text-meta text-muted">{place}</p>}
      </div>
      <div className="text-right">
        <p data-figure>{t`${calls} calls`}</p>
        {one.failed > 0 && <p className="text-meta text-medium">{t`${failed} failed`}</p>}
        <p className="text-meta text-muted">
          <Time at={one.last_at} />
        </p>
      </div>
    </li>
  );
}
