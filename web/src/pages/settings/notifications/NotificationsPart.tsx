import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { BellOff } from "lucide-react";
import type { ReactNode } from "react";
import { CommandLine } from "@/parts/Copy";
import { Box, Part } from "../Part";

/** That nothing is delivered yet, and how alarms get to people until then. */
export default function NotificationsPart() {
  const { t } = useLingui();
  const origin = window.location.origin;
  return (
    <Part title={t`Notifications`} about={t`How somebody hears of an alarm without looking here.`}>
      <Box>
        <div className="flex items-start gap-3">
          <BellOff className="mt-0.5 size-5 shrink-0 text-muted" aria-hidden />
          <div className="min-w-0 space-y-1">
            <p className="text-drawer font-medium">
              <Trans>Not set up: this version delivers nothing</Trans>
            </p>
            <p className="max-w-[640px] text-muted">
              <Trans>
                akwarden sends no mail, no chat message and no webhook, and there is nothing to switch on. Who
                has to know of alarms at once takes them from here by one of the ways below.
              </Trans>
            </p>
          </div>
        </div>
      </Box>
      <Box title={t`What there is instead`} isBare>
        <ul>
          <Way
            title={t`This console, open in a browser`}
            text={t`New alarms come in by themselves and are counted on the left; nothing has to be loaded again.`}
          />
          <Way
            title={t`The API, asked by a program`}
            text={
              <Trans>
                With a token of the role viewer, made under{" "}
                <Link to="/settings/people" className="link underline underline-offset-2">
                  People and tokens
                </Link>
                ; the stream of events tells at once that there are new ones.
              </Trans>
            }
            lines={[
              `curl -H "Authorization: Bearer $TOKEN" '${origin}/api/v1/alarms?q=level:critical,high'`,
              `curl -N -H "Authorization: Bearer $TOKEN" ${origin}/api/v1/events`,
            ]}
          />
          <Way
            title={t`Files, by a timer`}
            text={t`One alarm a line, for a log shipper or a script.`}
            lines={["akwarden alarms list --where 'first<1d' --all --format jsonl -o alarms.jsonl"]}
          />
          <Way
            title={t`Figures for your monitoring`}
            text={t`With a port of its own, Prometheus reads whether akwarden answers, how often and how fast. That tells when akwarden itself is in trouble, and how many alarms, leaks and late sources there are.`}
            lines={["AKWARDEN_SERVER_METRICS_PORT=9470 akwarden up", "curl http://127.0.0.1:9470/metrics"]}
          />
        </ul>
      </Box>
    </Part>
  );
}

function Way({ title, text, lines = [] }: { title: string; text: ReactNode; lines?: string[] }) {
  return (
    <li className="space-y-1.5 border-t px-4 py-3">
      <p className="font-medium">{title}</p>
      <p className="max-w-[640px] text-muted">{text}</p>
      {lines.map((line) => (
        <CommandLine key={line} line={line} />
      ))}
    </li>
  );
}
