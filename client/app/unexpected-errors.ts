import type { Notices } from './notices.ts';

/**
 * Says it when something failed that nobody expected to: a promise that nobody waits for, a listener. The
 * console has the rest. Expected failures are values and never come here.
 */
export function reportUnexpectedErrors(notices: Notices): void {
  const say = (): void => notices.report({ code: 'app/bug' });
  window.addEventListener('unhandledrejection', say);
  // Browsers also tell harmless things this way, without an error.
  window.addEventListener('error', event => event.error && say());
}
