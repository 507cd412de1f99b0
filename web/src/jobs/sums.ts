type Result = Record<string, unknown>;

/** Return a number of what came of a job; 0 where it does not say. */
export function numberOf(result: Result, name: string): number {
  const value = result[name];
  return typeof value === "number" ? value : 0;
}

/** Return the accounts that a job was about, as it tells them. */
export function accountsOf(result: Result): Result[] {
  const rows = Array.isArray(result.accounts) ? result.accounts : [];
  return rows.filter((one): one is Result => typeof one === "object" && one !== null);
}

/** Tell whether a job left out some of what it was to read: an account, a file, or records of one. */
export function hasGaps(result: Result): boolean {
  const skipped = Array.isArray(result.skipped) ? result.skipped.length : 0;
  return skipped > 0 || numberOf(result, "dead_letters") > 0 || accountsOf(result).some((one) => one.error);
}

/** Return a number summed over the accounts that a job was about. */
export function sumOf(result: Result, name: string): number {
  return accountsOf(result).reduce((all, one) => all + numberOf(one, name), 0);
}
