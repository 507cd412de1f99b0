import { useLingui } from "@lingui/react/macro";
import { useUrl } from "@/app/url";
import { Button } from "@/parts/Button";
import { useMedia } from "@/parts/useMedia";
import { Part } from "../Part";
import { CallRules } from "./CallRules";
import { FileRules } from "./FileRules";
import { RuleDrawer } from "./RuleDrawer";

/** What calls, files and accounts are judged by; one rule about calls opens beside the list. */
export default function RulesPart() {
  const { t } = useLingui();
  const [url, change] = useUrl();
  const isFiles = url.of === "files";
  const opened = isFiles ? null : (url.rule ?? null);
  const isBeside = useMedia("(min-width: 1280px)");
  const kinds = [
    { of: null, title: t`About calls` },
    { of: "files", title: t`About files and accounts` },
  ];
  function close() {
    change({ rule: null, full: null });
    const row = [...document.querySelectorAll<HTMLElement>("[data-rule]")];
    requestAnimationFrame(() => row.find((one) => one.dataset.rule === opened)?.focus());
  }
  return (
    <div className="relative flex h-full min-h-0">
      <div
        inert={opened !== null && !isBeside}
        className={`min-h-0 min-w-0 flex-1 overflow-y-auto bg-bg ${url.full === "1" && opened ? "invisible" : ""}`}
      >
        <Part
          title={t`Rules`}
          about={t`What is judged, and by what. These rules come with akwarden; rules of your own are named on the command line, which checks them first.`}
        >
          <div className="flex flex-wrap gap-1.5">
            {kinds.map((one) => {
              const isChosen = isFiles === (one.of === "files");
              return (
                <Button
                  key={one.title}
                  aria-pressed={isChosen}
                  className={isChosen ? "border-accent! bg-selected! text-accent!" : ""}
                  onClick={() => change({ of: one.of, rule: null, q: null })}
                >
                  {one.title}
                </Button>
              );
            })}
          </div>
          {isFiles ? <FileRules /> : <CallRules opened={opened} />}
        </Part>
      </div>
      {opened && <RuleDrawer key={opened} id={opened} onClose={close} />}
    </div>
  );
}
