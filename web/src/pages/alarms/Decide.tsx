import { Trans, useLingui } from "@lingui/react/macro";
import { BellOff, CheckCheck, Clock, User } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Selection } from "@/list/columns";
import { inHours } from "@/list/deciding";
import { Button } from "@/parts/Button";
import { Field } from "@/parts/Field";
import { Menu, MenuItem } from "@/parts/Menu";
import { Popover } from "@/parts/Popover";
import { TextForm } from "@/parts/TextForm";
import { useDecideAlarms } from "./deciding";
import { WHYS } from "./words";

interface Props {
  of: Selection;
  /** Called when something was decided. */
  onDone?: () => void;
  side?: "top" | "bottom";
}

/** The buttons by which people say what became of alarms. */
export function DecideButtons({ of, onDone, side = "bottom" }: Props) {
  const { t } = useLingui();
  const decide = useDecideAlarms();
  const then = async (work: Promise<boolean>) => {
    const done = await work;
    if (done) onDone?.();
    return done;
  };
  return (
    <>
      <TextForm
        right="decide"
        name="handle"
        title={t`Handled`}
        side={side}
        icon={<CheckCheck className="size-4" aria-hidden />}
        onSend={(reason) => then(decide(of, { decision: "handle", reason }))}
        label={t`What was done`}
      />
      <IgnoreForm of={of} onDone={onDone} side={side} />
      <Menu
        trigger={
          <Button right="decide" icon={<Clock className="size-4" aria-hidden />} data-form="snooze">
            {t`Snooze`}
          </Button>
        }
      >
        {[
          [t`For an hour`, 1],
          [t`Until tomorrow`, 24],
          [t`For a week`, 168],
        ].map(([title, hours]) => (
          <MenuItem
            key={title}
            right="decide"
            onClick={() => void then(decide(of, { decision: "snooze", until: inHours(Number(hours)) }))}
          >
            {title}
          </MenuItem>
        ))}
      </Menu>
      <TextForm
        right="decide"
        name="assign"
        title={t`Assign`}
        side={side}
        icon={<User className="size-4" aria-hidden />}
        onSend={(owner) => then(decide(of, { decision: "assign", owner: owner || null }))}
        label={t`A person or a team`}
      />
    </>
  );
}

function IgnoreForm({ of, onDone, side }: Props) {
  const { t } = useLingui();
  const decide = useDecideAlarms();
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState<keyof typeof WHYS>("false_alarm");
  const [text, setText] = useState("");
  async function send(event: FormEvent) {
    event.preventDefault();
    setOpen(false);
    if (!(await decide(of, { decision: "ignore", as: why, reason: text.trim() }))) return;
    setText("");
    onDone?.();
  }
  return (
    <Popover
      title={t`Ignore`}
      side={side}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button right="decide" icon={<BellOff className="size-4" aria-hidden />} data-form="ignore">
          {t`Ignore`}
        </Button>
      }
    >
      <form className="space-y-3" onSubmit={(event) => void send(event)}>
        <fieldset className="space-y-1">
          <legend className="mb-1 font-medium">
            <Trans>Why</Trans>
          </legend>
          {(Object.keys(WHYS) as (keyof typeof WHYS)[]).map((one) => (
            <label key={one} className="flex min-h-6 items-center gap-2">
              <input type="radio" name="why" checked={why === one} onChange={() => setWhy(one)} />
              {t(WHYS[one])}
            </label>
          ))}
        </fieldset>
        <Field
          label={why === "accepted" ? t`Reason` : t`Reason, if there is more to say`}
          value={text}
          required={why === "accepted"}
          maxLength={200}
          onChange={(event) => setText(event.target.value)}
        />
        <Button look="main" type="submit">
          {t`Ignore`}
        </Button>
      </form>
    </Popover>
  );
}
