/** Waits for a condition, not for a time. */
export async function until(condition: () => unknown, what: string): Promise<void> {
  const end = performance.now() + 15_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited too long for: ${what}`);
    await new Promise(resolve => setImmediate(resolve));
  }
}
