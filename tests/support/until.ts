/** The real ones, whatever a test fakes. */
const { setTimeout } = globalThis;
const now = performance.now.bind(performance);

/** Less than a test has, so that it says what did not come. */
const WITHIN_MS = 50_000;
const AGAIN_MS = 2;

/** Resolves when `condition` holds; rejects with `what` where it does not come true in time. */
export async function until(condition: () => unknown, what: string): Promise<void> {
  const end = now() + WITHIN_MS;
  while (!(await condition())) {
    if (now() > end) throw new Error(`waited too long for: ${what}`);
    await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
  }
}
