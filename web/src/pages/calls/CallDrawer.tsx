import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { get } from "@/api/client";
import { isNoMore } from "@/api/problem";
import { useOpened } from "@/app/url";
import { exact } from "@/i18n/format";
import { CopyButton } from "@/parts/Copy";
import { Drawer, Facts, Section } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { ResultBadge } from "./columns";
import type { CallPage } from "./types";

/** One call with its record, out of which secrets were taken before it was kept. */
export default function CallDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/calls");
  const [event = "", at = ""] = splitOnce(id);
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "calls", id],
    queryFn: ({ signal }) => get<CallPage>(`/calls/${encodeURIComponent(event)}`, { at }, signal),
  });
  // What was read before stays while it can't be read anew.
  if (!data || isNoMore(error)) {
    return (
      <Drawer title={t`Call`} onClose={close}>
        {error ? <ProblemView error={error} retry={() => void refetch()} /> : <Skeleton rows={10} />}
      </Drawer>
    );
  }
  const { call } = data;
  return (
    <Drawer
      title={`${call.service}:${call.action}`}
      under={
        <span className="flex flex-wrap items-center gap-2">
          <ResultBadge row={call} />
          {exact(call.time)}
        </span>
      }
      onClose={close}
    >
      <Section>
        <Facts
          facts={[
            [
              t`Key`,
              call.key_id ? (
                <Link
                  key="key"
                  to="/keys/$id"
                  params={{ id: call.key_id } as never}
                  className="link break-all font-mono text-meta"
                >
                  {call.key_id}
                </Link>
              ) : (
                "—"
              ),
            ],
            [t`Caller`, [call.principal_type, call.principal_name, call.issuer].filter(Boolean).join(" · ")],
            [
              t`Source IP`,
              call.source_ip ? (
                <Link
                  key="ip"
                  to="/ips/$id"
                  params={{ id: call.source_ip } as never}
                  className="link font-mono text-meta"
                >
                  {call.source_ip}
                </Link>
              ) : (
                "—"
              ),
            ],
            [t`Network`, [call.ip_country, call.ip_org].filter(Boolean).join(" · ") || "—"],
            [t`Account`, call.account],
            [t`Region`, call.region ?? "—"],
            [t`Client`, call.user_agent ?? call.client],
            [t`Resource`, call.resource ?? "—"],
            [t`Request`, call.request_id ?? "—"],
          ]}
        />
      </Section>
      <Section title={t`Record`} action={<CopyButton text={data.raw} label={t`Copy the record`} />}>
        <pre className="max-h-[60vh] overflow-auto rounded-md bg-hover p-2 font-mono text-meta" tabIndex={0}>
          {pretty(data.raw)}
        </pre>
      </Section>
    </Drawer>
  );
}

/** Return what stands before and behind the last `~`, as an event id may hold one. */
function splitOnce(id: string): string[] {
  const at = id.lastIndexOf("~");
  return at < 0 ? [id] : [id.slice(0, at), id.slice(at + 1)];
}

function pretty(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
