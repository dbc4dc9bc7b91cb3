import { cutText, isWellFormed, withoutHalves } from '../../shared/text.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

const fieldOf = ({ target }: Event): Field | undefined =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) &&
  target.selectionStart !== null
    ? target
    : undefined;

/**
 * Of what is about to come into `field`, as much as there is room for; the same text where there is room for
 * all of it.
 */
function fittingIn(field: Field, text: string): string {
  const { value, maxLength } = field;
  const start = field.selectionStart ?? value.length;
  const end = field.selectionEnd ?? start;
  const room = maxLength - (value.length - (end - start));
  if (maxLength < 0 || text.length <= room) return text;
  // Joiners at the beginning belong to the character before them.
  const before = value.slice(0, start);
  return cutText(before + text, start + Math.max(0, room)).slice(start);
}

function beforeInput(event: InputEvent): void {
  const field = fieldOf(event);
  const text = event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
  // Text that is still being composed can be cut only afterwards, and then the browser does it.
  if (!field || event.isComposing || text === '') return;
  const fitting = fittingIn(field, text);
  if (fitting === text) return;
  event.preventDefault();
  // The old command is the one way to write into a field that leaves the person's undo as it is.
  if (fitting !== '') document.execCommand('insertText', false, fitting);
}

function input(event: Event): void {
  const field = fieldOf(event);
  if (!field || isWellFormed(field.value)) return;
  if (event instanceof InputEvent && event.isComposing) return;
  // Nobody types half a character: the browser has cut it off at the limit.
  const caret = withoutHalves(field.value.slice(0, field.selectionStart ?? undefined)).length;
  field.value = withoutHalves(field.value);
  field.setSelectionRange(caret, caret);
}

/** Keeps the limits of fields from cutting a character in half, until the returned function is called. */
export function keepWholeCharacters(): () => void {
  const over = new AbortController();
  const how = { capture: true, signal: over.signal };
  document.addEventListener('beforeinput', beforeInput, how);
  document.addEventListener('input', input, how);
  return () => over.abort();
}
