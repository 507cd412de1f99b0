import { CSPProvider } from "@base-ui/react/csp-provider";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { dropBegun } from "./api/client";
import { client, router } from "./app/router";
import { followTheme } from "./app/theme";

const BEGUN_MS = 10_000;

/** Show the console; the messages of its frame are there. */
export function show(): void {
  followTheme();
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <CSPProvider disableStyleElements>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </CSPProvider>
      </I18nProvider>
    </StrictMode>,
  );
  setTimeout(dropBegun, BEGUN_MS);
}
