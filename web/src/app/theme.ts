import { stored } from "@/parts/stored";

export type Theme = "system" | "light" | "dark";

export const theme = stored<Theme>("theme", "system");

const dark = matchMedia("(prefers-color-scheme: dark)");

function show(): void {
  const chosen = theme.get();
  document.documentElement.dataset.theme = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
}

/** Keep the page in the theme that was chosen, or in that of the system. */
export function followTheme(): void {
  theme.subscribe(show);
  dark.addEventListener("change", show);
  show();
}
