import { TOKENS } from '../model/index.ts';

const kebab = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

const variables = (tokens: Readonly<Record<string, string>>): string =>
  Object.entries(tokens)
    .map(([name, value]) => `--${kebab(name)}:${value}`)
    .join(';');

/** The tokens as CSS variables: dark unless the person's system asks for light. */
export const themeCss = (): string =>
  `:root{color-scheme:dark;${variables(TOKENS.dark)}}` +
  `@media (prefers-color-scheme: light){:root{color-scheme:light;${variables(TOKENS.light)}}}`;

/** Applies the theme to the page; the answer takes it away again. */
export function applyTheme(): () => void {
  // A constructed sheet, because a strict content security policy refuses <style> elements made by scripts.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(themeCss());
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(each => each !== sheet);
  };
}
