import { isBlank } from '../../../shared/plain-name.ts';

/**
 * Text as a picture. `plate`: light text on a dark rounded plate; `paper`: text on the colour itself; `tag`:
 * a person's name with a dot of their colour; `lock`: a padlock.
 */
export type CardStyle = 'plate' | 'paper' | 'tag' | 'lock';

export interface Card {
  readonly style: CardStyle;
  readonly text: string;
  /** Drawn fainter: there is no text yet, and `text` says what could be written here. */
  readonly empty: boolean;
  /** `#rrggbb` */
  readonly color: string;
  /** Width by height. */
  readonly aspect: number;
  /** The same for cards that look the same. */
  readonly key: string;
}

/** Aspects are rounded a little, so that a card being stretched is not painted anew for every millimetre. */
export function card(
  style: CardStyle,
  text: string | undefined,
  color: string,
  aspect: number,
  hint: string,
): Card {
  const words = text?.trim() ?? '';
  const empty = isBlank(words);
  const bounded = Math.min(12, Math.max(1 / 4, aspect));
  const rounded = Math.round(bounded * 8) / 8;
  return {
    style,
    text: empty ? hint : words,
    empty,
    color,
    aspect: rounded,
    key: JSON.stringify([style, empty ? 0 : 1, color, rounded, empty ? hint : words]),
  };
}
