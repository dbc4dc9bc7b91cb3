import { signal } from '@preact/signals-core';
import type { TextSource } from '../model/index.ts';

/**
 * In the page and not of no size, or it could not be focused; fixed, so that the page does not scroll to it.
 */
const UNSEEN = 'position:fixed;top:0;left:0;width:1px;height:1px;opacity:0;pointer-events:none';

/**
 * The headset's own keyboard, where this session has one: it shows up over AR when a field of the page is
 * focused, and writes into it. It sends no keys, and what it types first takes the place of all that was
 * there, so the field begins selected, which is the same everywhere.
 */
export function systemKeyboard(session: XRSession): TextSource | undefined {
  if (session.isSystemKeyboardSupported !== true) return undefined;
  return {
    blocked: signal(undefined),
    begin(text, { onText, onEnd }) {
      const over = new AbortController();
      const { signal: until } = over;
      const field = document.createElement('input');
      field.style.cssText = UNSEEN;
      field.tabIndex = -1;
      field.setAttribute('aria-hidden', 'true');
      field.value = text;
      const stop = (): void => {
        over.abort();
        field.remove();
      };
      const end = (): void => {
        if (until.aborted) return;
        stop();
        onEnd();
      };
      field.addEventListener('input', () => onText(field.value), { signal: until });
      // Physical keys: what is typed is text, and no shortcut of the page.
      field.addEventListener(
        'keydown',
        event => {
          event.stopPropagation();
          if (event.key === 'Enter' && !event.isComposing) end();
        },
        { signal: until },
      );
      field.addEventListener('blur', end, { signal: until });
      let wasShown = false;
      session.addEventListener(
        'visibilitychange',
        () => {
          if (session.visibilityState === 'visible-blurred') wasShown = true;
          else if (wasShown) end();
        },
        { signal: until },
      );
      session.addEventListener('end', end, { signal: until });
      document.body.append(field);
      field.focus({ preventScroll: true });
      field.select();
      return stop;
    },
  };
}
