/** The path of an installed Chromium or Chrome, or undefined. */
export function findBrowser(): string | undefined;
/** Debian's `chromium` where this user may install it; false where not. */
export function installBrowser(): boolean;
export const BROWSER_ADVICE: string;
