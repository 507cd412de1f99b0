import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  CalendarClock,
  CircleUser,
  CloudOff,
  Keyboard,
  Languages,
  LogOut,
  Menu as MenuIcon,
  Moon,
  Radio,
  Search,
  Sun,
  SunMoon,
  UserCog,
  Waypoints,
} from "lucide-react";
import { get, post, setCsrf } from "@/api/client";
import type { Schemas } from "@/api/types";
import { clock, listed, span } from "@/i18n/format";
import { chooseLanguage } from "@/i18n/language";
import { isMac, singleKeys } from "@/keyboard/keys";
import { useLive } from "@/live/events";
import { freshnessQuery, recordsUpTo } from "@/live/freshness";
import { Button, buttonLook } from "@/parts/Button";
import { Menu, MenuChoice, MenuItem, MenuLine, MenuTitle } from "@/parts/Menu";
import { useTellFault } from "@/parts/Problem";
import { useStored } from "@/parts/stored";
import { accountsQuery } from "./accounts";
import { hasRight, useMe } from "./me";
import type { PageDefinition } from "./page";
import { TIMES, useLooked } from "./scope";
import { type Theme, theme } from "./theme";
import { useUrl } from "./url";

interface Props {
  page: PageDefinition | undefined;
  openPalette: () => void;
  openHelp: () => void;
  openRail: () => void;
}

/** The bar at the top: search, what is looked at, how old it is, and oneself. */
export function TopBar({ page, openPalette, openHelp, openRail }: Props) {
  const { t } = useLingui();
  return (
    <header className="flex h-12 shrink-0 items-center gap-1.5 border-b bg-panel px-3">
      <Button
        look="quiet"
        className="md:hidden"
        aria-label={t`Pages`}
        icon={<MenuIcon className="size-4" aria-hidden />}
        onClick={openRail}
      />
      <button
        type="button"
        onClick={openPalette}
        className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md border bg-bg px-2.5 text-muted hover:border-edge md:max-w-[380px]"
      >
        <Search className="size-4 shrink-0" aria-hidden />
        <span className="min-w-0 flex-1 truncate text-left">
          <Trans>Search or go to</Trans>
        </span>
        <kbd className="text-meta max-md:hidden">{isMac ? "⌘ K" : "Ctrl K"}</kbd>
      </button>
      <div className="flex-1 max-md:hidden" />
      {page?.isScoped && <ScopeSwitch />}
      {page?.isTimed && <TimeRange usual={page.usualTime} />}
      <FreshnessChip />
      <LanguageMenu />
      <ThemeMenu />
      <UserMenu openHelp={openHelp} />
    </header>
  );
}

/** Which accounts are looked at: all, those of a group, or one. */
function ScopeSwitch() {
  const { t } = useLingui();
  const [, change] = useUrl();
  const { account } = useLooked();
  const me = useMe();
  const accounts = useQuery(accountsQuery).data?.rows;
  const groups = useQuery({
    queryKey: ["account-groups"],
    queryFn: ({ signal }) => get<Schemas["GroupList"]>("/account-groups", {}, signal),
    enabled: hasRight(me, "audit"),
    staleTime: 5 * 60_000,
    retry: false,
  }).data?.rows.map((one) => ({
    name: one.name,
    numbers: one.accounts.map((held) => held.number).join(","),
  }));
  const named =
    groups?.find((one) => one.numbers === account)?.name ??
    accounts?.find((one) => one.account === account)?.name ??
    account;
  const shown = named ?? t`All accounts`;
  return (
    <Menu
      align="end"
      trigger={
        <Button
          look="quiet"
          icon={<Waypoints className="size-4" aria-hidden />}
          className="max-sm:hidden"
          title={t`Accounts`}
        >
          <span className="max-w-36 truncate max-lg:sr-only">{shown}</span>
        </Button>
      }
    >
      <MenuChoice chosen={!account} onClick={() => change({ account: null })}>
        <Trans>All accounts</Trans>
      </MenuChoice>
      {groups && groups.length > 0 && <MenuTitle>{t`Groups`}</MenuTitle>}
      {groups?.map((one) => (
        <MenuChoice
          key={one.name}
          chosen={account === one.numbers}
          onClick={() => change({ account: one.numbers || null })}
        >
          {one.name}
        </MenuChoice>
      ))}
      {accounts && accounts.length > 0 && <MenuTitle>{t`Accounts`}</MenuTitle>}
      {accounts?.map((one) => (
        <MenuChoice
          key={one.account}
          chosen={account === one.account}
          onClick={() => change({ account: one.account })}
        >
          {one.name || one.account}{" "}
          <span className="text-meta text-muted">{one.name ? one.account : ""}</span>
        </MenuChoice>
      ))}
    </Menu>
  );
}

function TimeRange({ usual }: { usual: string | undefined }) {
  const { t } = useLingui();
  const [url, change] = useUrl();
  const looked = useLooked();
  const time = looked.time ?? usual;
  const pick = (next: string | null) => change({ time: next, from: null, to: null });
  const names: Record<string, string> = {
    "1h": t`Last hour`,
    "24h": t`Last 24 hours`,
    "7d": t`Last 7 days`,
    "30d": t`Last 30 days`,
    "90d": t`Last 90 days`,
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button look="quiet" icon={<CalendarClock className="size-4" aria-hidden />} title={t`Time range`}>
          <span className="max-lg:sr-only">
            {url.from ? t`As chosen` : ((time && names[time]) ?? time ?? t`All time`)}
          </span>
        </Button>
      }
    >
      {TIMES.map((one) => (
        <MenuChoice key={one} chosen={!url.from && time === one} onClick={() => pick(one)}>
          {names[one]}
        </MenuChoice>
      ))}
      {!usual && (
        <>
          <MenuLine />
          <MenuChoice chosen={!time} onClick={() => pick(null)}>
            <Trans>All time</Trans>
          </MenuChoice>
        </>
      )}
    </Menu>
  );
}

/** How old what is shown is; it turns amber when that is too old. */
function FreshnessChip() {
  const { t } = useLingui();
  const live = useLive();
  const navigate = useNavigate();
  const { data } = useQuery({ ...freshnessQuery, refetchInterval: 60_000, retry: false });
  if (!data) return null;
  const upTo = recordsUpTo(data);
  const late = upTo ? (Date.parse(data.as_of) - Date.parse(upTo)) / 1000 : 0;
  // Calls are judged though no source was fetched: files were handed in.
  const isByHand = data.sources.some((one) => one.kind === "detection");
  const none = isByHand ? t`Audit log from files` : t`No audit log yet`;
  const words = upTo ? t`Audit log up to ${clock(upTo)}` : none;
  const behind = late >= 60 ? t`${span(late)} late` : null;
  const unread = data.late + data.failed;
  const unseen = unread > 0 ? plural(unread, { one: "# source late", other: "# sources late" }) : null;
  // Not while the first line is being made.
  const lost = live.lost ? t`Not connected to the server` : null;
  const whole = [lost, words, behind, unseen].filter(Boolean).join(" · ");
  const tone = unread > 0 || lost ? "text-medium" : "text-muted";
  return (
    <button
      type="button"
      title={whole}
      onClick={() => void navigate({ to: "/settings/health" })}
      className={`flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 hover:bg-hover ${tone} ${unread > 0 || lost ? "bg-medium-fill" : ""}`}
    >
      {lost ? <CloudOff className="size-4" aria-hidden /> : <Radio className="size-4" aria-hidden />}
      <span className="text-meta max-xl:sr-only">{lost ?? [words, behind].filter(Boolean).join(" · ")}</span>
      {unseen && <span className="text-meta text-medium max-xl:sr-only">{unseen}</span>}
    </button>
  );
}

function LanguageMenu() {
  const { t, i18n } = useLingui();
  return (
    <Menu
      align="end"
      trigger={
        <Button
          look="quiet"
          aria-label={t`Language`}
          icon={<Languages className="size-4" aria-hidden />}
          className="max-sm:hidden"
        />
      }
    >
      <MenuChoice chosen={i18n.locale === "en"} onClick={() => void chooseLanguage("en")}>
        <span lang="en">English</span>
      </MenuChoice>
      <MenuChoice chosen={i18n.locale === "zh-CN"} onClick={() => void chooseLanguage("zh-CN")}>
        <span lang="zh-CN">简体中文</span>
      </MenuChoice>
    </Menu>
  );
}

function ThemeMenu() {
  const { t } = useLingui();
  const [chosen, choose] = useStored(theme);
  const names: Record<Theme, string> = { system: t`Same as the system`, light: t`Light`, dark: t`Dark` };
  const icons = { system: SunMoon, light: Sun, dark: Moon };
  const Icon = icons[chosen] ?? SunMoon;
  return (
    <Menu
      align="end"
      trigger={
        <Button
          look="quiet"
          aria-label={t`Theme`}
          icon={<Icon className="size-4" aria-hidden />}
          className="max-sm:hidden"
        />
      }
    >
      {(["system", "light", "dark"] as const).map((one) => (
        <MenuChoice key={one} chosen={chosen === one} onClick={() => choose(one)}>
          {names[one]}
        </MenuChoice>
      ))}
    </Menu>
  );
}

function UserMenu({ openHelp }: { openHelp: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const tellFault = useTellFault();
  const [single, setSingle] = useStored(singleKeys);
  const [chosen, choose] = useStored(theme);
  async function logOut() {
    try {
      await post("/logout");
      setCsrf(null);
      client.clear();
      await navigate({ to: "/login" });
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t`You`}
          title={me?.person.name}
          className={buttonLook("quiet", true)}
        >
          <CircleUser className="size-4" aria-hidden />
        </button>
      }
    >
      {me && (
        <div className="px-3 py-1">
          <div className="font-medium">{me.person.name}</div>
          <div className="text-meta text-muted">
            {me.person.login} · {listed(new Set(me.person.grants.map((one) => one.role)))}
          </div>
        </div>
      )}
      <MenuLine />
      <MenuItem icon={<UserCog aria-hidden />} onClick={() => void navigate({ to: "/settings/me" })}>
        <Trans>Your login</Trans>
      </MenuItem>
      <MenuItem icon={<Keyboard aria-hidden />} hint="?" onClick={openHelp}>
        <Trans>Keyboard</Trans>
      </MenuItem>
      <MenuChoice chosen={single} onClick={() => setSingle(!single)}>
        <Trans>Keys without Ctrl do something</Trans>
      </MenuChoice>
      <div className="sm:hidden">
        <MenuLine />
        <MenuTitle>{t`Theme`}</MenuTitle>
        {(["system", "light", "dark"] as const).map((one) => (
          <MenuChoice key={one} chosen={chosen === one} onClick={() => choose(one)}>
            {one === "system" ? t`Same as the system` : one === "light" ? t`Light` : t`Dark`}
          </MenuChoice>
        ))}
        <MenuTitle>{t`Language`}</MenuTitle>
        <MenuItem onClick={() => void chooseLanguage("en")}>English</MenuItem>
        <MenuItem onClick={() => void chooseLanguage("zh-CN")}>简体中文</MenuItem>
      </div>
      <MenuLine />
      <MenuItem icon={<LogOut aria-hidden />} onClick={() => void logOut()}>
        <Trans>Log out</Trans>
      </MenuItem>
    </Menu>
  );
}
