import { Trans } from "@lingui/react/macro";
import { type Spelled, spelled } from "./source";

/** Where the key comes from that an account is read with, in words. */
export function SourceWords({ text }: { text: string }) {
  return <Words source={spelled(text)} />;
}

function Words({ source }: { source: Spelled }) {
  const name = <code className="font-mono text-meta [overflow-wrap:anywhere]">{source.name}</code>;
  switch (source.kind) {
    case "vault":
      return <Trans>key {name} of the vault</Trans>;
    case "profile":
      return <Trans>profile {name} on the server</Trans>;
    case "env":
      return <Trans>environment of the server</Trans>;
    case "instance":
      return <Trans>role of the machine that the server runs on</Trans>;
    case "role":
      return source.via ? (
        <Trans>
          role {name}, taken with: <Words source={source.via} />
        </Trans>
      ) : (
        <Trans>role {name}</Trans>
      );
    default:
      return name;
  }
}
