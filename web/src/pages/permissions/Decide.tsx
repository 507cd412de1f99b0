import { Trans, useLingui } from "@lingui/react/macro";
import { BellOff, RotateCcw } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Selection } from "@/list/columns";
import { inHours, useDecide } from "@/list/deciding";
import { Button } from "@/parts/Button";
import { Select } from "@/parts/Choice";
import { Field } from "@/parts/Field";
import { Popover } from "@/parts/Popover";
import type { Decision } from "./types";

interface Props {
  of: Selection;
  /** Whether the form is open, where something else opens it too. */
  open?: boolean;
  setOpen?: (open: boolean) => void;
  onDone?: () => void;
  side?: "top" | "bottom";
}

const DAYS = 24;

/** A button that takes risks out of the way: why, and until when. */
export function IgnoreForm({ of, open, setOpen, onDone, side = "bottom" }: Props) {
  const { t } = useLingui();
  const decide = useDecide<Decision>("risks");
  const [ownOpen, setOwnOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [days, setDays] = useState("90");
  const change = setOpen ?? setOwnOpen;
  async function send(event: FormEvent) {
    event.preventDefault();
    change(false);
    const until = days === "" ? null : inHours(Number(days) * DAYS);
    if (!(await decide(of, { decision: "ignore", reason: reason.trim(), until }))) return;
    setReason("");
    onDone?.();
  }
  return (
    <Popover
      title={t`Ignore`}
      side={side}
      open={open ?? ownOpen}
      onOpenChange={change}
      trigger={
        <Button right="decide" icon={<BellOff className="size-4" aria-hidden />} data-form="ignore">
          {t`Ignore`}
        </Button>
      }
    >
      <form className="space-y-3" onSubmit={(event) => void send(event)}>
        <Field
          label={t`Why it does not matter`}
          value={reason}
          required
          maxLength={200}
          onChange={(event) => setReason(event.target.value)}
        />
        <Select
          label={t`Until when`}
          value={days}
          onChange={(event) => setDays(event.target.value)}
          options={[
            { value: "7", title: t`For 7 days` },
            { value: "30", title: t`For 30 days` },
            { value: "90", title: t`For 90 days` },
            { value: "365", title: t`For a year` },
            { value: "", title: t`For good` },
          ]}
        />
        <p className="text-meta text-muted">
          {days === "" ? (
            <Trans>It never counts again by itself.</Trans>
          ) : (
            <Trans>Then it counts again by itself.</Trans>
          )}
        </p>
        <Button look="main" type="submit">
          {t`Ignore`}
        </Button>
      </form>
    </Popover>
  );
}

/** A button by which risks that were ignored count again. */
export function CountAgain({ of, onDone }: Pick<Props, "of" | "onDone">) {
  const decide = useDecide<Decision>("risks");
  return (
    <Button
      right="decide"
      icon={<RotateCcw className="size-4" aria-hidden />}
      onClick={() => void decide(of, { decision: "unignore", all: true }).then((done) => done && onDone?.())}
    >
      <Trans>Count again</Trans>
    </Button>
  );
}
