/** Load something until it comes, with a pause between; `onFault` hears of the first time that it does not. */
export async function untilLoaded<T>(
  load: () => Promise<T>,
  onFault: () => void,
  pauseMs: number,
): Promise<T> {
  for (let told = false; ; told = true) {
    try {
      return await load();
    } catch {
      if (!told) onFault();
      await new Promise((done) => setTimeout(done, pauseMs));
    }
  }
}
