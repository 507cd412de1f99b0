import { useLingui } from "@lingui/react/macro";
import { BellOff, CheckCheck, User } from "lucide-react";
import type { Selection } from "@/list/columns";
import { useDecide } from "@/list/deciding";
import { TextForm } from "@/parts/TextForm";

export type Decision =
  | { decision: "close"; as: "fixed" | "ignored"; reason: string }
  | { decision: "assign"; owner: string | null }
  | { decision: "reopen" };

interface Props {
  of: Selection;
  /** Why it can't be closed as fixed: its key works. */
  works?: string | null;
  onDone?: () => void;
  side?: "top" | "bottom";
}

/** The buttons by which people say what became of leaks. */
export function DecideButtons({ of, works, onDone, side }: Props) {
  const { t } = useLingui();
  const decide = useDecide<Decision>("leaks");
  const then = async (work: Promise<boolean>) => {
    const done = await work;
    if (done) onDone?.();
    return done;
  };
  return (
    <>
      <TextForm
        name="fix"
        right="decide"
        required
        side={side}
        title={t`Fixed`}
        label={t`What was done`}
        blocked={works ?? null}
        icon={<CheckCheck className="size-4" aria-hidden />}
        onSend={(reason) => then(decide(of, { decision: "close", as: "fixed", reason }))}
      />
      <TextForm
        name="ignore"
        right="decide"
        required
        side={side}
        title={t`Ignore`}
        label={t`Why it does not matter`}
        icon={<BellOff className="size-4" aria-hidden />}
        onSend={(reason) => then(decide(of, { decision: "close", as: "ignored", reason }))}
      />
      <TextForm
        name="assign"
        right="decide"
        side={side}
        title={t`Assign`}
        label={t`A person or a team`}
        icon={<User className="size-4" aria-hidden />}
        onSend={(owner) => then(decide(of, { decision: "assign", owner: owner || null }))}
      />
    </>
  );
}
