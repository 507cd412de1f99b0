import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { Button } from "@/parts/Button";
import { Select } from "@/parts/Choice";
import { useTellFault } from "@/parts/Problem";
import { tell } from "@/parts/Toast";
import { partsOf, type SavedView, useMayShare, useSharedWith, useViewActions } from "./views";

interface Props {
  href: string;
  /** The view that is kept of this address already. */
  kept?: SavedView;
  close: () => void;
}

/** Gives what is shown a name, for oneself or for others too. */
export function SaveView({ href, kept, close }: Props) {
  const { t } = useLingui();
  const tellFault = useTellFault();
  const { save, change } = useViewActions();
  const mayShare = useMayShare();
  const [name, setName] = useState(kept?.name ?? "");
  const [sharedWith, setSharedWith] = useState(kept?.shared_with ?? "nobody");
  const choices = useSharedWith();
  const [pinned, setPinned] = useState(kept?.pinned ?? false);
  function send(event: FormEvent) {
    event.preventDefault();
    const to = { name: name.trim(), shared_with: sharedWith };
    if (!to.name) return;
    close();
    const done =
      kept && kept.pinned === pinned ? change(kept, to) : save({ ...partsOf(href), ...to, pinned });
    void done.then(
      () =>
        tell({ text: sharedWith === "nobody" ? t`The view is saved.` : t`The view is saved and shared.` }),
      tellFault,
    );
  }
  return (
    <form className="w-72 max-w-full space-y-2" onSubmit={send}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it is all that there is in what was just opened
        autoFocus
        aria-label={t`Name of the view`}
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
        className="h-7 w-full rounded-md border border-edge bg-panel px-2"
      />
      <Check checked={pinned} onChange={setPinned}>
        <Trans>Pin to the rail</Trans>
      </Check>
      <Select
        label={<Trans>Who has it</Trans>}
        value={sharedWith}
        disabled={!mayShare && sharedWith === "nobody"}
        options={choices.map(({ value, title }) => ({ value, title }))}
        onChange={(event) => setSharedWith(event.target.value as SavedView["shared_with"])}
      />
      <p className="text-meta text-muted">
        {mayShare ? (
          <Trans>
            Whoever has it sees its name and its filter: they may name accounts that not everybody knows of.
          </Trans>
        ) : (
          <Trans>To share views takes a role that may write remarks in all accounts.</Trans>
        )}
      </p>
      <Button look="main" type="submit">
        <Trans>Save</Trans>
      </Button>
    </form>
  );
}

interface CheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: React.ReactNode;
}

function Check({ checked, onChange, children }: CheckProps) {
  return (
    <label className="flex min-h-6 items-center gap-2">
      <input
        type="checkbox"
        className="size-4 accent-(--accent)"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  );
}
