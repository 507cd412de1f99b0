// Runs before the first paint, so that nobody sees the wrong theme or language flash by.
(() => {
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem("akwarden.theme");
    language = localStorage.getItem("akwarden.language");
  } catch {
    // Storage is switched off; the system's settings hold.
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const root = document.documentElement;
  root.dataset.theme = theme === "light" || theme === "dark" ? theme : dark ? "dark" : "light";
  root.lang = language ?? (navigator.language.startsWith("zh") ? "zh-CN" : "en");
})();
