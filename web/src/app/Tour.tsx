import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useId, useRef, useState } from "react";
import { isComposing } from "@/keyboard/pressed";
import { Button } from "@/parts/Button";
import { tour } from "./tour";

interface Step {
  /** The address that it is about. */
  href: string;
  title: MessageDescriptor;
  text: MessageDescriptor;
}

const STEPS: Step[] = [
  {
    href: "/",
    title: msg`What is most in danger`,
    text: msg`acme is a made-up company whose keys are under attack. "Do these first" names the fixes that close most, and whom to ask. Every number leads to its list.`,
  },
  {
    href: "/alarms",
    title: msg`Why we say so`,
    text: msg`An attack goes on while you look. Open an alarm with Enter: the two numbers that made it fire, the calls on a time line, and whose key it is.`,
  },
  {
    href: "/keys",
    title: msg`Whose key it is`,
    text: msg`Every key has an owner, a remark, and its story: calls, source IPs, rights, leaks. Filter in words, such as type:root owner:none, and save that as a view.`,
  },
  {
    href: "/settings/accounts",
    title: msg`Your own accounts`,
    text: msg`Nothing here is real. With akwarden up you connect your own cloud account: it is read, never changed. The key ? shows all keys.`,
  },
];

/** Leads through the demo in four steps, beside the page and never over what it is about. */
export default function Tour() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const before = useRef(at);
  const step = STEPS[at] as Step;
  const last = at === STEPS.length - 1;
  const count = STEPS.length;
  const place = at + 1;
  useEffect(() => {
    if (before.current === at) return;
    before.current = at;
    // The page that comes may take the focus: whoever goes through the steps goes on from here.
    frame.current?.focus({ preventScroll: true });
  }, [at]);
  function go(to: number) {
    setAt(to);
    void navigate({ to: (STEPS[to] as Step).href });
  }
  return (
    <div
      ref={frame}
      role="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      tabIndex={-1}
      data-tour={place}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || isComposing(event.nativeEvent)) return;
        event.stopPropagation();
        tour.set("over");
      }}
      className="fixed right-2 bottom-2 left-2 z-40 rounded-lg border border-accent bg-panel p-3 shadow-float outline-offset-2 md:right-auto md:bottom-4 md:left-[212px] md:w-[380px]"
    >
      <p className="text-meta text-muted">{t`Tour, ${place} of ${count}`}</p>
      <h2 id={`${id}-title`} className="text-drawer font-semibold">
        {t(step.title)}
      </h2>
      <p id={`${id}-text`} className="mt-1 mb-3">
        {t(step.text)}
      </p>
      <div className="flex items-center gap-2">
        <Button look="quiet" className="-ml-2.5" onClick={() => tour.set("over")}>
          {last ? <Trans>Close</Trans> : <Trans>Skip the tour</Trans>}
        </Button>
        <span className="flex-1" />
        {at > 0 && (
          <Button onClick={() => go(at - 1)}>
            <Trans>Back</Trans>
          </Button>
        )}
        {last ? (
          <Button look="main" onClick={() => tour.set("over")}>
            <Trans>Look around</Trans>
          </Button>
        ) : (
          <Button look="main" onClick={() => go(at + 1)}>
            <Trans context="tour">Next</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}
