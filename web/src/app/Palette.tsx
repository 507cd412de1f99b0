import { Dialog } from "@base-ui/react/dialog";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  CornerDownLeft,
  Keyboard,
  KeyRound,
  Languages,
  type LucideIcon,
  Search,
  SunMoon,
} from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect, useId, useRef, useState } from "react";
import { get } from "@/api/client";
import type { Page } from "@/api/types";
import { chooseLanguage } from "@/i18n/language";
import { isComposing } from "@/keyboard/pressed";
import { shortKey } from "@/parts/Copy";
import { PLACES } from "./places";
import { theme } from "./theme";

interface Choice {
  name: string;
  group: string;
  icon: LucideIcon;
  text: ReactNode;
  /** What typed words are looked for in. */
  words: string;
  hint?: string;
  go: () => void;
}

interface FoundKey {
  key_id: string;
  remark: string;
  principal: string | null;
  owner: string | null;
}

/** Goes anywhere and finds anything, by typing. */
export default function Palette({ close, openHelp }: { close: () => void; openHelp: () => void }) {
  const { t, i18n } = useLingui();
  const id = useId();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  // By its name: what is found meanwhile comes in above, and moves nobody to another one.
  const [picked, setPicked] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const wanted = text.trim();
  const keys = useFound(wanted);
  const go = (to: string, search: Record<string, string> = {}) =>
    void navigate({ to, search: search as never });
  const choices: Choice[] = [
    ...keys.map((one) => ({
      name: one.key_id,
      group: t`Keys`,
      icon: KeyRound,
      words: "",
      text: (
        <>
          <span className="font-mono text-meta">{shortKey(one.key_id)}</span>{" "}
          <span className="text-muted">
            {[one.remark || one.principal, one.owner].filter(Boolean).join(" · ")}
          </span>
        </>
      ),
      go: () => go(`/keys/${encodeURIComponent(one.key_id)}`),
    })),
    ...PLACES.map((place) => ({
      name: place.path,
      group: t`Go to`,
      icon: place.icon,
      text: t(place.title),
      words: `${t(place.title)} ${place.path}`,
      hint: `g ${place.key}`,
      go: () => go(place.path),
    })),
    {
      name: "theme",
      group: t`Do`,
      icon: SunMoon,
      text: t`Switch between light and dark`,
      words: `${t`Switch between light and dark`} theme dark light`,
      go: () => theme.set(document.documentElement.dataset.theme === "dark" ? "light" : "dark"),
    },
    {
      name: "language",
      group: t`Do`,
      icon: Languages,
      text: i18n.locale === "en" ? "简体中文" : "English",
      words: "english chinese 中文 语言 language",
      go: () => void chooseLanguage(i18n.locale === "en" ? "zh-CN" : "en"),
    },
    {
      name: "help",
      group: t`Do`,
      icon: Keyboard,
      text: t`Keyboard`,
      words: `${t`Keyboard`} help keys`,
      hint: "?",
      go: openHelp,
    },
  ].filter((one) => one.words === "" || one.words.toLowerCase().includes(wanted.toLowerCase()));
  if (wanted) {
    for (const place of PLACES.slice(1, 5)) {
      choices.push({
        name: `search ${place.path}`,
        group: t`Search in`,
        icon: Search,
        text: t(place.title),
        words: "",
        go: () => go(place.path, { q: wanted }),
      });
    }
  }
  const found = choices.findIndex((one) => one.name === picked);
  const chosen = Math.min(Math.max(found, 0), choices.length - 1);
  const pick = (at: number) => setPicked(choices[at]?.name ?? null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });
  function take(choice: Choice | undefined) {
    if (!choice) return;
    close();
    choice.go();
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35" />
        <Dialog.Popup className="fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[min(600px,94vw)] -translate-x-1/2 flex-col overflow-hidden rounded-lg border bg-panel shadow-float outline-none">
          <Dialog.Title className="sr-only">{t`Search or go to`}</Dialog.Title>
          <div className="flex items-center gap-2 border-b px-3">
            <Search className="size-4 text-muted" aria-hidden />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls={`${id}-list`}
              aria-activedescendant={choices[chosen] ? `${id}-${chosen}` : undefined}
              aria-label={t`Search or go to`}
              placeholder={t`A key, a remark, an owner, or a page`}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setPicked(null);
              }}
              onKeyDown={(event) => {
                if (isComposing(event.nativeEvent)) return;
                if (event.key === "ArrowDown") pick((chosen + 1) % choices.length);
                else if (event.key === "ArrowUp") pick((chosen - 1 + choices.length) % choices.length);
                else if (event.key === "Enter") take(choices[chosen]);
                else return;
                event.preventDefault();
              }}
              className="h-11 min-w-0 flex-1 bg-transparent outline-none"
            />
          </div>
          <div
            ref={list}
            role="listbox"
            id={`${id}-list`}
            aria-label={t`Found`}
            className="overflow-y-auto p-1.5"
          >
            {choices.map((one, index) => {
              const Icon = one.icon;
              return (
                <div key={one.name} role="presentation">
                  {one.group !== choices[index - 1]?.group && (
                    <div role="presentation" className="px-2 pt-2 pb-1 text-meta text-muted">
                      {one.group}
                    </div>
                  )}
                  {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys */}
                  <div
                    role="option"
                    id={`${id}-${index}`}
                    aria-selected={index === chosen}
                    onPointerMove={() => index !== chosen && pick(index)}
                    onClick={() => take(one)}
                    className={`flex min-h-8 items-center gap-2.5 rounded-md px-2 ${index === chosen ? "bg-selected" : ""}`}
                  >
                    <Icon className="size-4 shrink-0 text-muted" aria-hidden />
                    <span className="min-w-0 flex-1 truncate">{one.text}</span>
                    {one.hint && <kbd className="text-meta text-muted">{one.hint}</kbd>}
                    {index === chosen && <CornerDownLeft className="size-3.5 text-muted" aria-hidden />}
                  </div>
                </div>
              );
            })}
            {choices.length === 0 && (
              <p className="p-4 text-center text-muted">
                <Trans>Nothing is called that.</Trans>
              </p>
            )}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useFound(text: string): FoundKey[] {
  const wanted = useDeferredValue(text);
  const { data, isPlaceholderData } = useQuery({
    queryKey: ["found", wanted],
    queryFn: ({ signal }) => get<Page<FoundKey>>("/keys", { q: wanted, limit: 6 }, signal),
    enabled: wanted.length >= 2,
    placeholderData: (before) => before,
    retry: false,
  });
  if (text.length < 2) return [];
  const rows = data?.rows ?? [];
  if (wanted === text && !isPlaceholderData) return rows;
  // Of those that were found for the text before, only what still fits may be first: Enter takes it.
  const small = text.toLowerCase();
  return rows.filter((one) =>
    [one.key_id, one.remark, one.principal, one.owner].some((said) => said?.toLowerCase().includes(small)),
  );
}
