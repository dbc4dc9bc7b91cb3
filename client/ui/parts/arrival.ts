import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * For the main element of a screen: it gets the focus when the screen appears, so that readers and the Tab
 * key start there.
 */
export function useArrival(): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  useLayoutEffect(() => main.current?.focus({ preventScroll: true }), []);
  return main;
}
