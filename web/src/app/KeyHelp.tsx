import { Dialog } from "@base-ui/react/dialog";
import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { isMac } from "@/keyboard/keys";
import { Button } from "@/parts/Button";
import { PLACES } from "./places";

/** All keys, in one window. */
export default function KeyHelp({ close }: { close: () => void }) {
  const { t } = useLingui();
  const mod = isMac ? "⌘" : "Ctrl";
  const groups: [string, [string, string][]][] = [
    [
      t`Everywhere`,
      [
        [`${mod} K`, t`Search or go to`],
        ["/", t`Query bar`],
        ["?", t`This help`],
        ["Esc", t`Close`],
        [`z  ${mod} Z`, t`Undo, while it is offered`],
        ...PLACES.map((one): [string, string] => [`g ${one.key}`, t(one.title)]),
      ],
    ],
    [
      t`Lists`,
      [
        ["j  k", t`Next and previous row`],
        ["Enter", t`Open beside the list`],
        ["Shift Enter", t`Open as a page`],
        ["x", t`Select`],
        ["Shift x", t`Select up to here`],
        [`${mod} F`, t`Find in the query bar`],
        [".", t`Menu of the row`],
        ["c", t`Copy the key id`],
      ],
    ],
    [
      t`The row or what is open`,
      [
        ["[  ]", t`Previous and next tab`],
        ["r", t`Remark`],
        ["o", t`Owner`],
        ["t", t`Trust`],
        ["h", t`Handle`],
        ["i", t`Ignore`],
        ["s", t`Snooze`],
        ["E", t`Emergency`],
      ],
    ],
  ];
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/35" />
        <Dialog.Popup className="fixed top-[10vh] left-1/2 z-50 max-h-[80vh] w-[min(880px,94vw)] -translate-x-1/2 overflow-y-auto rounded-lg border bg-panel p-4 shadow-float outline-none">
          <div className="mb-3 flex items-center justify-between">
            <Dialog.Title className="text-drawer font-semibold">{t`Keyboard`}</Dialog.Title>
            <Dialog.Close
              render={
                <Button look="quiet" aria-label={t`Close`} icon={<X className="size-4" aria-hidden />} />
              }
            />
          </div>
          <div className="grid gap-x-8 gap-y-4 md:grid-cols-3">
            {groups.map(([title, keys]) => (
              <section key={title}>
                <h3 className="mb-2 text-meta font-semibold text-muted">{title}</h3>
                <dl className="space-y-1.5">
                  {keys.map(([key, what]) => (
                    <div key={key} className="flex items-baseline gap-2">
                      <dt className="w-[92px] shrink-0">
                        <kbd className="rounded-sm border bg-bg px-1.5 py-0.5 text-meta whitespace-pre">
                          {key}
                        </kbd>
                      </dt>
                      <dd>{what}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
