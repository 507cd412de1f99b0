import { useLingui } from "@lingui/react/macro";
import { Languages } from "lucide-react";
import type { ReactNode } from "react";
import { chooseLanguage } from "@/i18n/language";
import { Button } from "@/parts/Button";
import { Toasts } from "@/parts/Toast";

/** What is around the pages before a login. */
export function Door({ title, text, children }: { title: ReactNode; text?: ReactNode; children: ReactNode }) {
  const { i18n } = useLingui();
  const isEnglish = i18n.locale === "en";
  return (
    <main className="flex h-full flex-col items-center overflow-y-auto px-4 py-[12vh]">
      <div className="w-full max-w-[360px]">
        <div className="mb-6 flex items-center gap-2">
          <img src="/mark.svg" alt="" className="size-7" />
          <span className="flex-1 text-page font-semibold">akwarden</span>
          <Button
            look="quiet"
            icon={<Languages className="size-4" aria-hidden />}
            onClick={() => void chooseLanguage(isEnglish ? "zh-CN" : "en")}
          >
            <span lang={isEnglish ? "zh-CN" : "en"}>{isEnglish ? "简体中文" : "English"}</span>
          </Button>
        </div>
        <div className="rounded-lg border bg-panel p-5">
          <h1 className="text-drawer font-semibold">{title}</h1>
          {text && <p className="mt-1 text-muted">{text}</p>}
          {children}
        </div>
      </div>
      <Toasts />
    </main>
  );
}
