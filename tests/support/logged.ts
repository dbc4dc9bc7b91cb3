import { vi } from 'vitest';
import { onCleanup } from './relay.ts';

/** What the relay logs while the test runs. */
export function logged(): () => string {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    text += String(chunk);
    return true;
  });
  onCleanup(() => spy.mockRestore());
  return () => text;
}
