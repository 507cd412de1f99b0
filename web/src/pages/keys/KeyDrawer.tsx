import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { lazy, Suspense } from "react";
import { get } from "@/api/client";
import { useOpened, useUrl } from "@/app/url";
import { AdviceBadge, Badge } from "@/parts/Badge";
import { buttonLook } from "@/parts/Button";
import { CopyCommand, KeyId } from "@/parts/Copy";
import { Drawer, type Tab } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { patiently } from "@/parts/patiently";
import { Skeleton } from "@/parts/Skeleton";
import { PROVIDERS, StatusBadge, TYPES } from "./columns";
import { Story } from "./Story";
import { Summary } from "./Summary";
import { Alarms } from "./tabs/Alarms";
import { Calls } from "./tabs/Calls";
import { Leaks } from "./tabs/Leaks";
import { Permissions } from "./tabs/Permissions";
import { SourceIps } from "./tabs/SourceIps";
import type { KeyPage } from "./types";

const Reach = lazy(() => patiently(() => import("./reach/Reach")));

/** All that is known of one key: what is wrong, what to do, whose it is, how it is used, where it leaked. */
export default function KeyDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/keys");
  const [url] = useUrl();
  const {
    data: known,
    error,
    refetch,
    isPlaceholderData,
  } = useQuery({
    queryKey: ["one", "keys", id],
    queryFn: ({ signal }) => get<KeyPage>(`/keys/${encodeURIComponent(id)}`, {}, signal),
    placeholderData: (before) => before,
  });
  // What audit records say comes apart: it takes longer than the rest.
  const path = encodeURIComponent(id);
  const use = useQuery({
    queryKey: ["one", "keys", id, "use"],
    queryFn: ({ signal }) => get<KeyPage["use"]>(`/calls/of-key/${path}`, {}, signal),
    enabled: known !== undefined && known.key.source_ips !== null,
    retry: false,
  });
  const rights = useQuery({
    queryKey: ["one", "keys", id, "rights"],
    queryFn: ({ signal }) => get<Pick<KeyPage, "rights_used">>(`/keys/${path}/rights`, {}, signal),
    enabled: known !== undefined && (url.tab === "permissions" || url.tab === "reach"),
    retry: false,
  });
  const data = known && {
    ...known,
    use: use.data ?? known.use,
    rights_used: rights.data?.rights_used ?? known.rights_used,
  };
  if (error) {
    return (
      <Drawer title={<KeyId id={id} whole />} onClose={close}>
        <ProblemView error={error} retry={() => void refetch()} />
      </Drawer>
    );
  }
  if (!data || (isPlaceholderData && data.key.key_id !== id)) {
    return (
      <Drawer title={<KeyId id={id} whole />} onClose={close}>
        <Skeleton rows={10} />
      </Drawer>
    );
  }
  const { key } = data;
  const tabs: Tab[] = [
    { name: "summary", title: t`Summary`, content: () => <Summary page={data} /> },
    { name: "calls", title: t`Calls`, content: () => <Calls page={data} /> },
    {
      name: "ips",
      title: t`Source IPs`,
      count: data.use?.source_ips,
      content: () => <SourceIps page={data} />,
    },
    { name: "alarms", title: t`Alarms`, count: data.alarms.length, content: () => <Alarms page={data} /> },
    {
      name: "permissions",
      title: t`Permissions`,
      count: data.risks.length,
      content: () => <Permissions page={data} />,
    },
    {
      name: "reach",
      title: t`Reach`,
      content: () => (
        <Suspense fallback={<Skeleton rows={8} />}>
          <Reach key={key.key_id} page={data} />
        </Suspense>
      ),
    },
    { name: "leaks", title: t`Leaks`, count: data.leaks.length, content: () => <Leaks page={data} /> },
    { name: "story", title: t`Story`, content: () => <Story page={data} /> },
  ];
  const console_ = consoleOf(data);
  const title = PROVIDERS[key.provider];
  const cloud = title ? t(title) : key.provider;
  const named = key.principal_type === "root" ? null : key.principal;
  return (
    <Drawer
      title={<KeyId id={key.key_id} whole />}
      under={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <AdviceBadge value={key.advice} />
          <StatusBadge value={key.status} />
          {key.principal_type && (
            <Badge tone={key.principal_type === "root" ? "high" : "info"}>
              {t(TYPES[key.principal_type])}
            </Badge>
          )}
          <span>
            {[cloud, data.account_name ?? key.account ?? t`no account`, named].filter(Boolean).join(" · ")}
          </span>
        </span>
      }
      actions={
        <>
          <CopyCommand line={`akwarden keys show ${key.key_id}`} />
          {console_ && (
            <a href={console_} target="_blank" rel="noreferrer" className={buttonLook()}>
              <ExternalLink className="size-4" aria-hidden />
              <Trans>Open in the cloud</Trans>
            </a>
          )}
        </>
      }
      tabs={tabs}
      onClose={close}
    />
  );
}

/** Return where the cloud's own console shows the key; null where that is not known. */
function consoleOf({ key }: KeyPage): string | null {
  if (key.provider === "tencent" && key.site === "international")
    return "https://console.tencentcloud.com/cam/capi";
  if (key.provider === "tencent") return "https://console.cloud.tencent.com/cam/capi";
  if (key.site !== "aws" || !key.principal || key.principal_type !== "user") return null;
  const user = encodeURIComponent(key.principal);
  return `https://console.aws.amazon.com/iam/home#/users/details/${user}?section=security_credentials`;
}
