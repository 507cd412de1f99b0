const RELOADED = "reloaded-at";
const PAUSE_MS = 10_000;

/** Ask which build the server has now: the one that this page is from, another one, or none for no answer. */
export async function buildNow(): Promise<"same" | "other" | "none"> {
  const own = document.querySelector("script[type=module][src]")?.getAttribute("src");
  try {
    const answer = await fetch("/", { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || !own) return "none";
    return (await answer.text()).includes(`"${own}"`) ? "same" : "other";
  } catch {
    return "none";
  }
}

/** Load the page anew, unless that was done just now and did not help; say whether it is on its way. */
export function reloadOnce(): boolean {
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < PAUSE_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch {
    // Without storage nothing would say that it was done just now.
    return false;
  }
  location.reload();
  return true;
}
