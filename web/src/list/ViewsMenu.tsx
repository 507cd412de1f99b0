import { Trans, useLingui } from "@lingui/react/macro";
import { Bookmark, BookmarkPlus, Pin, PinOff, Settings2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useGo, useUrl } from "@/app/url";
import { Button } from "@/parts/Button";
import { Menu, MenuChoice, MenuItem, MenuLine, MenuTitle } from "@/parts/Menu";
import { Popover } from "@/parts/Popover";
import { useTellFault } from "@/parts/Problem";
import { patiently } from "@/parts/patiently";
import { SaveView } from "./SaveView";
import {
  addressOf,
  canonical,
  hrefOf,
  isShared,
  partsOf,
  type SavedView,
  useViewActions,
  useViews,
  type View,
} from "./views";

const ViewsDialog = lazy(() => patiently(() => import("./ViewsDialog")));

interface Props {
  /** The address of the list: `/keys`. */
  list: string;
  defaults: View[];
}

/** Named lists: those that come with akwarden, one's own, and those that are shared. */
export function ViewsMenu({ list, defaults }: Props) {
  const { t } = useLingui();
  const go = useGo();
  const [url] = useUrl();
  const tellFault = useTellFault();
  const actions = useViewActions();
  const [isNaming, setNaming] = useState(false);
  const [isManaging, setManaging] = useState(false);
  const all = useViews();
  const here = addressOf(list, url);
  const usual = defaults.map((one) => ({ ...one, href: canonical(one.href) }));
  // A default view that is pinned is kept as well, and stands here once.
  const saved = all.filter(
    (one) => `/${one.place}` === list && !usual.some((other) => other.href === hrefOf(one)),
  );
  const kept = all.find((one) => hrefOf(one) === here);
  const standard = usual.find((one) => one.href === here);
  const isPinned = all.some((one) => one.pinned && hrefOf(one) === here);
  const title = standard?.title ?? kept?.name;
  function togglePin() {
    const done = isPinned
      ? Promise.all(all.filter((one) => one.pinned && hrefOf(one) === here).map(unpin))
      : kept
        ? actions.pin(kept, true)
        : actions.save({ ...partsOf(here), name: title ?? "", pinned: true });
    void done.catch(tellFault);
  }
  /** Take a view out of the rail; of a default one nothing has to be kept then. */
  function unpin(one: SavedView): Promise<void> {
    return standard && one.editable && !isShared(one) ? actions.forget(one) : actions.pin(one, false);
  }
  const choices = (views: SavedView[]) =>
    views.map((one) => (
      <MenuChoice key={one.id} chosen={hrefOf(one) === here} onClick={() => go(hrefOf(one))}>
        {one.name}
      </MenuChoice>
    ));
  const own = saved.filter((one) => !isShared(one));
  const shared = saved.filter(isShared);
  return (
    <>
      <Menu
        trigger={
          <Button icon={<Bookmark className="size-4" aria-hidden />} title={t`Views`}>
            <span className="max-w-40 truncate max-lg:hidden">{title ?? t`Views`}</span>
          </Button>
        }
      >
        {usual.map((one) => (
          <MenuChoice key={one.href} chosen={one.href === here} onClick={() => go(one.href)}>
            {one.title}
          </MenuChoice>
        ))}
        {own.length > 0 && (
          <MenuTitle>
            <Trans>Yours</Trans>
          </MenuTitle>
        )}
        {choices(own)}
        {shared.length > 0 && (
          <MenuTitle>
            <Trans>Shared</Trans>
          </MenuTitle>
        )}
        {choices(shared)}
        {(title || all.length > 0) && <MenuLine />}
        {title && (
          <MenuItem icon={isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />} onClick={togglePin}>
            {isPinned ? t`Take out of the rail` : t`Pin to the rail`}
          </MenuItem>
        )}
        {all.length > 0 && (
          <MenuItem icon={<Settings2 aria-hidden />} onClick={() => setManaging(true)}>
            <Trans>Manage views</Trans>
          </MenuItem>
        )}
      </Menu>
      <Popover
        title={t`Save this view`}
        open={isNaming}
        onOpenChange={setNaming}
        trigger={
          <Button aria-label={t`Save this view`} icon={<BookmarkPlus className="size-4" aria-hidden />} />
        }
      >
        <SaveView href={here} kept={kept?.editable ? kept : undefined} close={() => setNaming(false)} />
      </Popover>
      {isManaging && (
        <Suspense>
          <ViewsDialog close={() => setManaging(false)} />
        </Suspense>
      )}
    </>
  );
}
