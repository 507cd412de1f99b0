/** What an address may fill the form in with; each goes away when the form is closed. */
export const PREFILLED = { add: null, rule: null, key: null, ip: null, q: null };

/** Return the query of an entry from an address: `q` as it is, else the key and the address. */
export function queryOf(url: Record<string, string>): string {
  if (url.q) return url.q;
  return [url.key && `key:${value(url.key)}`, url.ip && `ip:${value(url.ip)}`].filter(Boolean).join(" ");
}

/** Return a value as the query language takes it. */
function value(text: string): string {
  return /^[\w./:@*-]+$/.test(text) ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
