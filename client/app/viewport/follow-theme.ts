/** Tells whether the system is light or dark, now and whenever it changes, for as long as the page lives. */
export function followTheme(set: (theme: 'light' | 'dark') => void): void {
  const light = globalThis.matchMedia('(prefers-color-scheme: light)');
  const follow = (): void => set(light.matches ? 'light' : 'dark');
  light.addEventListener('change', follow);
  follow();
}
