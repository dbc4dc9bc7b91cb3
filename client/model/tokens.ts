/**
 * The look, in one file: the screens turn these into CSS variables, the panel and the scene use them as they
 * are.
 */
export const TOKENS = {
  dark: {
    background: '#0e1116',
    surface: '#171c24',
    raised: '#202733',
    line: '#2c3542',
    text: '#e8edf4',
    muted: '#9aa7b8',
    accent: '#4cc2ff',
    onAccent: '#06202e',
    waiting: '#ffb454',
    saved: '#5bd68a',
    loss: '#ff6b6b',
  },
  light: {
    background: '#f5f7fa',
    surface: '#ffffff',
    raised: '#eef2f6',
    line: '#d5dce5',
    text: '#161b22',
    muted: '#566273',
    accent: '#006ea8',
    onAccent: '#ffffff',
    waiting: '#8f5600',
    saved: '#17743f',
    loss: '#c02626',
  },
} as const;

/**
 * Ten colours for people and things that colour-blind eyes can tell apart (after Okabe and Ito, 2008, and
 * Tol's bright scheme, 2021).
 */
export const PEOPLE_COLORS = [
  '#4cc2ff',
  '#ffb454',
  '#5bd68a',
  '#ff7a90',
  '#c39bff',
  '#ffe27a',
  '#2fd4c6',
  '#f09ee0',
  '#a8b4c4',
  '#e8edf4',
] as const;
