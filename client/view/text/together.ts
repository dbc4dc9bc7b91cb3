/** Pings, offers and following, in words. `asks`: to look at a place, or to come. */

export const pingWords = (name: string, asks: 'look' | 'come'): string =>
  asks === 'look' ? `${name}: look here` : `${name} asks everybody to come`;

export const OWN_PING = {
  look: 'The others see where to look',
  come: 'The others are asked to come to you',
} as const;

export const UNSEEN_PING = 'Nobody else is here to see it';

export const ESC_STOPS = ' · Esc stops it';

/** `attention`: undefined where nobody can see where they are. */
export function followingWords(name: string, attention: 'here' | 'away' | 'asleep' | undefined): string {
  if (attention === undefined) return `${name} cannot be seen. Your view waits for them.`;
  return attention === 'here' ? `Following ${name}` : `Following ${name}, who is ${attention}`;
}
