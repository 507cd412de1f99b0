import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Trans } from "@lingui/react/macro";
import { type ReactElement, useState } from "react";
import { Button } from "./Button";
import type { ConfirmProps } from "./Confirm";
import { CommandLine } from "./Copy";
import { useTellFault } from "./Problem";

/** The window of a confirmation, once it was asked for. */
export default function ConfirmBody(props: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const tellFault = useTellFault();
  const setOpen = props.onOpenChange ?? (() => {});
  async function confirm() {
    setBusy(true);
    try {
      await props.onConfirm();
      setOpen(false);
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <AlertDialog.Root open={props.open} onOpenChange={setOpen}>
      {props.trigger && (
        <AlertDialog.Trigger render={props.trigger as ReactElement<Record<string, unknown>>} />
      )}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/35" />
        <AlertDialog.Popup className="fixed top-[20vh] left-1/2 z-50 w-[min(460px,94vw)] -translate-x-1/2 rounded-lg border border-line bg-panel p-4 shadow-float outline-none">
          <AlertDialog.Title className="text-drawer font-semibold">{props.title}</AlertDialog.Title>
          <AlertDialog.Description render={<div className="mt-2 space-y-2" />}>
            {props.children}
          </AlertDialog.Description>
          {props.command && (
            <div className="mt-3">
              <CommandLine line={props.command} />
            </div>
          )}
          <div className="mt-4 flex flex-wrap justify-end gap-2">
            <AlertDialog.Close render={<Button />}>
              <Trans>Cancel</Trans>
            </AlertDialog.Close>
            <Button
              look={props.isDangerous ? "danger" : "main"}
              disabled={busy}
              blocked={props.blocked}
              onClick={() => void confirm()}
            >
              {props.action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
