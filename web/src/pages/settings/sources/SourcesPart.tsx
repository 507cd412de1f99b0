import { useLingui } from "@lingui/react/macro";
import { Part } from "../Part";
import { FreshnessBox } from "./FreshnessBox";
import { HandIn } from "./HandIn";
import { Jobs } from "./Jobs";
import { ScanBox } from "./ScanBox";

/** Where calls and leaks come from: what is handed in, what is scanned, how fresh it all is. */
export default function SourcesPart() {
  const { t } = useLingui();
  return (
    <Part
      title={t`Sources and scans`}
      about={t`Calls come from audit records, leaks from scans. What is handed in stays on this server.`}
    >
      <div className="grid gap-4 xl:grid-cols-2">
        <HandIn />
        <ScanBox />
      </div>
      <FreshnessBox />
      <Jobs />
    </Part>
  );
}
