// What runs first: it begins all that the first sight waits for at once, and hands over to the rest.

import { begin } from "./api/client";
import { firstReads, pageAt } from "./app/page";
import { parseSearch } from "./app/search";
import { firstLanguage, openPageMessages, setLanguage } from "./i18n/language";
import "./styles.css";

/** Begin to load the page of the address, its messages, and what it reads. */
function beginPage(): void {
  const page = pageAt(location.pathname);
  if (!page) return;
  if (!page.isPublic) begin("/me");
  for (const [path, params] of firstReads(page, location.pathname, parseSearch(location.search)))
    begin(path, params);
  // What does not come through is told once the page is opened.
  for (const one of [page.load(), openPageMessages(page.name)]) one.catch(() => {});
}

const begun = Promise.all([import("./main"), setLanguage(firstLanguage())]);
beginPage();
// Not awaited: the other chunks import this one, and so wait for its end.
void begun.then(([{ show }]) => show());
