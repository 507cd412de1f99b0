import { i18n, type Messages } from "@lingui/core";

export type Language = "en" | "zh-CN";
type Catalog = () => Promise<{ messages: Messages }>;

const shell = import.meta.glob<{ messages: Messages }>("../locales/*.po") as Record<string, Catalog>;
const pages = import.meta.glob<{ messages: Messages }>("../pages/*/locales/*.po") as Record<string, Catalog>;
const opened = new Set<string>();
const held = new Map<string, Promise<void>>();

/** Return the language that somebody chose, else that of the browser. */
export function firstLanguage(): Language {
  return document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
}

/** Load the messages of the shell and of all pages that are open, and switch to them. */
export async function setLanguage(language: Language): Promise<void> {
  const wanted = [...opened].map((name) => hold(language, `../pages/${name}/locales/${language}.po`, pages));
  await Promise.all([hold(language, `../locales/${language}.po`, shell), ...wanted]);
  document.documentElement.lang = language;
  i18n.activate(language);
}

/** Switch, and remember it. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem("akwarden.language", language);
  } catch {
    // Storage is switched off: it holds for this visit.
  }
  await setLanguage(language);
}

/** Call a function whenever another language is spoken; returns what ends that. */
export function whenLanguageChanges(then: () => void): () => void {
  let before = i18n.locale;
  // Messages that are loaded are a change to Lingui too.
  return i18n.on("change", () => {
    if (i18n.locale === before) return;
    before = i18n.locale;
    then();
  });
}

/** Load the messages of a page; its route waits for them. */
export async function openPageMessages(name: string): Promise<void> {
  opened.add(name);
  const language = i18n.locale || firstLanguage();
  await hold(language, `../pages/${name}/locales/${language}.po`, pages);
}

function hold(language: string, path: string, from: Record<string, Catalog>): Promise<void> {
  const load = from[path];
  if (!load) return Promise.resolve();
  const holding = held.get(path) ?? load().then(({ messages }) => i18n.load(language, messages));
  held.set(path, holding);
  // What did not come through is tried again.
  holding.catch(() => held.delete(path));
  return holding;
}
