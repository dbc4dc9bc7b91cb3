import { ENGLISH } from './english.ts';

/** The same shape with any words in it: what another language has to say. */
type Said<T> = T extends string
  ? string
  : T extends (...args: infer A) => infer R
    ? (...args: A) => R
    : { readonly [K in keyof T]: Said<T[K]> };

/** All sentences of the client in one language, by topic. */
export type Texts = Said<typeof ENGLISH>;

let spoken: Texts = ENGLISH;

/** Takes another language. Called before anything is shown: what is on the screen already stays as it is. */
export function speak(texts: Texts): void {
  spoken = texts;
}

/**
 * The one door to what people read. Read when it is shown, not when a module is loaded, so that it is in the
 * language that is spoken by then.
 */
export const texts: Texts = new Proxy(ENGLISH, {
  get: (_, topic) => Reflect.get(spoken, topic),
});
