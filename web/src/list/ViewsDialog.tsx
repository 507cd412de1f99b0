import { Dialog } from "@base-ui/react/dialog";
import { Trans, useLingui } from "@lingui/react/macro";
import { Pencil, Pin, PinOff, Trash2, Users, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { PLACES } from "@/app/places";
import { useGo } from "@/app/url";
import { Button } from "@/parts/Button";
import { Menu, MenuChoice } from "@/parts/Menu";
import { useTellFault } from "@/parts/Problem";
import {
  hrefOf,
  isShared,
  type SavedView,
  useMayShare,
  useSharedWith,
  useViewActions,
  useViews,
} from "./views";

/** All saved views in one window: renamed, shared, pinned and forgotten. */
export default function ViewsDialog({ close }: { close: () => void }) {
  const { t } = useLingui();
  const views = useViews();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35" />
        <Dialog.Popup className="fixed top-[10vh] left-1/2 z-50 flex max-h-[80vh] w-[min(680px,94vw)] -translate-x-1/2 flex-col rounded-lg border bg-panel shadow-float outline-none">
          <div className="flex items-center justify-between bg-panel py-3 pr-3 pl-4">
            <Dialog.Title className="text-drawer font-semibold">{t`Views`}</Dialog.Title>
            <Dialog.Close
              render={
                <Button look="quiet" aria-label={t`Close`} icon={<X className="size-4" aria-hidden />} />
              }
            />
          </div>
          {views.length === 0 && (
            <p className="px-4 pb-4 text-muted">
              <Trans>No view is saved.</Trans>
            </p>
          )}
          <ul className="min-h-0 divide-y overflow-y-auto border-t">
            {views.map((one) => (
              <One key={one.id} view={one} close={close} />
            ))}
          </ul>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function One({ view, close }: { view: SavedView; close: () => void }) {
  const { t } = useLingui();
  const tellFault = useTellFault();
  const actions = useViewActions();
  const mayShare = useMayShare();
  const go = useGo();
  const [mode, setMode] = useState<"" | "rename" | "forget">("");
  const { name, owner } = view;
  const whose = view.editable ? null : t`${owner} shared it; ask them, or an administrator.`;
  const choices = useSharedWith();
  const whom = choices.find((one) => one.value === view.shared_with)?.about;
  const unshareable =
    whose ??
    (mayShare || isShared(view)
      ? null
      : t`To share views takes a role that may write remarks in all accounts.`);
  const users = <Users className="size-4" aria-hidden />;
  const place = PLACES.find((one) => one.path === `/${view.place.split("/")[0]}`);
  if (mode === "rename") return <Rename view={view} close={() => setMode("")} />;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2" data-view={view.id}>
      <div className="min-w-0 flex-1 basis-56">
        <a
          href={hrefOf(view)}
          className="link block truncate"
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            close();
            go(hrefOf(view));
          }}
        >
          {name}
        </a>
        <p className="truncate text-meta text-muted">
          {[place && t(place.title), ...(isShared(view) ? [t`shared by ${owner}`, whom] : [t`for you alone`])]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {mode === "forget" ? (
        <div role="group" aria-label={t`Forget ${name}`} className="flex items-center gap-2">
          <span>
            {isShared(view) ? <Trans>Everybody loses it.</Trans> : <Trans>It is gone for good.</Trans>}
          </span>
          <Button look="danger" onClick={() => void actions.forget(view).catch(tellFault)}>
            <Trans>Forget</Trans>
          </Button>
          <Button onClick={() => setMode("")}>
            <Trans>Keep</Trans>
          </Button>
        </div>
      ) : (
        <div className="flex gap-1">
          <Button
            look="quiet"
            aria-label={view.pinned ? t`Take ${name} out of the rail` : t`Pin ${name} to the rail`}
            icon={
              view.pinned ? <PinOff className="size-4" aria-hidden /> : <Pin className="size-4" aria-hidden />
            }
            onClick={() => void actions.pin(view, !view.pinned).catch(tellFault)}
          />
          {unshareable ? (
            <Button look="quiet" aria-label={t`Who has ${name}`} blocked={unshareable} icon={users} />
          ) : (
            <Menu
              align="end"
              trigger={
                <Button
                  look="quiet"
                  aria-label={t`Who has ${name}`}
                  className={isShared(view) ? "text-accent" : ""}
                  icon={users}
                />
              }
            >
              {choices.map(({ value, title }) => (
                <MenuChoice
                  key={value}
                  chosen={value === view.shared_with}
                  onClick={() => void actions.change(view, { shared_with: value }).catch(tellFault)}
                >
                  {title}
                </MenuChoice>
              ))}
            </Menu>
          )}
          <Button
            look="quiet"
            aria-label={t`Rename ${name}`}
            blocked={whose}
            icon={<Pencil className="size-4" aria-hidden />}
            onClick={() => setMode("rename")}
          />
          <Button
            look="quiet"
            aria-label={t`Forget ${name}`}
            blocked={whose}
            icon={<Trash2 className="size-4" aria-hidden />}
            onClick={() => setMode("forget")}
          />
        </div>
      )}
    </li>
  );
}

function Rename({ view, close }: { view: SavedView; close: () => void }) {
  const { t } = useLingui();
  const tellFault = useTellFault();
  const { change } = useViewActions();
  const [name, setName] = useState(view.name);
  function send(event: FormEvent) {
    event.preventDefault();
    const to = name.trim();
    if (to) void change(view, { name: to }).then(close, tellFault);
  }
  return (
    <li className="px-4 py-2">
      <form className="flex gap-2" onSubmit={send}>
        <input
          // biome-ignore lint/a11y/noAutofocus: it stands where the button stood that was pressed
          autoFocus
          aria-label={t`Name of the view`}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            close();
          }}
          className="h-7 min-w-0 flex-1 rounded-md border border-edge bg-panel px-2"
        />
        <Button look="main" type="submit">
          <Trans>Save</Trans>
        </Button>
        <Button onClick={close}>
          <Trans>Cancel</Trans>
        </Button>
      </form>
    </li>
  );
}
