import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { Button } from "@/parts/Button";
import { useTellFault } from "@/parts/Problem";
import { tell } from "@/parts/Toast";
import { partsOf, type SavedView, useMayShare, useViewActions } from "./views";

interface Props {
  href: string;
  /** The view that is kept of this address already. */
  kept?: SavedView;
  close: () => void;
}

/** Gives what is shown a name, for oneself or for everybody. */
export function SaveView({ href, kept, close }: Props) {
  const { t } = useLingui();
  const tellFault = useTellFault();
  const { save, change } = useViewActions();
  const mayShare = useMayShare();
  const [name, setName] = useState(kept?.name ?? "");
  const [shared, setShared] = useState(kept?.shared ?? false);
  const [pinned, setPinned] = useState(kept?.pinned ?? false);
  function send(event: FormEvent) {
    event.preventDefault();
    const to = { name: name.trim(), shared };
    if (!to.name) return;
    close();
    const done =
      kept && kept.pinned === pinned ? change(kept, to) : save({ ...partsOf(href), ...to, pinned });
    void done.then(
      () => tell({ text: shared ? t`The view is saved for everybody.` : t`The view is saved.` }),
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
      <Check checked={shared} disabled={!mayShare && !shared} onChange={setShared}>
        <Trans>Share with everybody</Trans>
      </Check>
      <p className="text-meta text-muted">
        {mayShare ? (
          <Trans>Whoever can log in sees a shared view, with its name and its filter.</Trans>
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
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  children: React.ReactNode;
}

function Check({ checked, disabled, onChange, children }: CheckProps) {
  return (
    <label className={`flex min-h-6 items-center gap-2 ${disabled ? "text-muted" : ""}`}>
      <input
        type="checkbox"
        className="size-4 accent-(--accent)"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  );
}
