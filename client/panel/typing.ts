import { Container } from '@pmndrs/uikit';
import { computed, type Signal, signal } from '@preact/signals-core';
import { formatTyping, parseShareCode } from '../model/index.ts';
import type { Entry } from './context.ts';
import { ICONS } from './icons.ts';
import type { Live } from './live.ts';
import { button, column, GAP, LOOK, row, TARGET } from './parts.ts';
import { writing } from './writing.ts';

const LETTERS = ['1234567890', 'qwertyuiop', "asdfghjkl'", 'zxcvbnm,.-'] as const;
/** Crockford's base32: what a share code is made of. */
const CODE = ['01234567', '89ABCDEF', 'GHJKMNPQ', 'RSTVWXYZ'] as const;

/** The keys for one entry, over the whole width of the panel. `end` puts them away again. */
export function createTyping(entry: Entry, width: number, end: () => void): Container {
  const text = signal(entry.initial);
  const isCode = entry.keys === 'code';
  const isUpper = signal(isCode || entry.initial === '');
  const add = (more: string): void => {
    text.value = addTo(text.peek(), more, entry);
    if (!isCode) isUpper.value = false;
  };
  const ready = computed(() =>
    isCode
      ? parseShareCode(text.value) !== undefined
      : text.value.trim() !== '' || entry.fallback !== undefined,
  );
  const finish = (): void => {
    end();
    entry.done(text.peek().trim() || (entry.fallback ?? ''));
  };
  const all = column(14);
  all.add(
    writing({ text: entry.title, size: 24, weight: 600, color: LOOK.text, maxWidth: width }),
    paper(text, entry, width),
    ...(isCode ? CODE : LETTERS).map(keys => keyRow(keys, isUpper, add)),
    lastRow({ entry, isUpper, ready, add, erase: () => erase(text), end, finish }),
  );
  return all;
}

/** What is there already, with a caret at its end; the end of what is too long. */
function paper(text: Live<string>, { keys, fallback = '' }: Entry, width: number): Container {
  const isCode = keys === 'code';
  const sheet = new Container({
    height: isCode ? 84 : 72,
    paddingX: 20,
    borderRadius: 14,
    flexShrink: 0,
    flexDirection: 'row',
    alignItems: 'center',
    backgroundColor: LOOK.background,
    borderWidth: 1.5,
    borderColor: LOOK.line,
  });
  const shown = computed(() => {
    if (text.value === '') return isCode ? 'XXXX-XXXX-XXXX' : `|${fallback}`;
    const characters = [...text.value];
    const tail = characters.length > 44 ? `…${characters.slice(-43).join('')}` : text.value;
    return `${tail.replaceAll('\n', ' ')}|`;
  });
  const size = isCode ? 44 : 28;
  const color = computed(() => (text.value === '' ? LOOK.muted : LOOK.text));
  sheet.add(writing({ text: shown, size, weight: 600, color, maxWidth: width - 40 }));
  return sheet;
}

function keyRow(keys: string, isUpper: Live<boolean>, add: (more: string) => void): Container {
  const line = row(GAP);
  for (const key of keys) {
    const label = computed(() => (isUpper.value ? key.toUpperCase() : key));
    line.add(button({ label, shape: 'row', height: TARGET, onPress: () => add(label.peek()) }));
  }
  return line;
}

interface LastRowOptions {
  readonly entry: Entry;
  readonly isUpper: Signal<boolean>;
  readonly ready: Live<boolean>;
  readonly add: (more: string) => void;
  readonly erase: () => void;
  readonly end: () => void;
  readonly finish: () => void;
}

function lastRow({ entry, isUpper, ready, add, erase, end, finish }: LastRowOptions): Container {
  const key = (label: string, onPress: () => void, width?: number): Container =>
    button({ label, shape: 'row', height: TARGET, onPress, ...(width === undefined ? {} : { width }) });
  const line = row(GAP);
  line.add(key('Cancel', end, 120));
  if (entry.keys === 'words') {
    line.add(
      button({
        label: 'Shift',
        shape: 'row',
        width: 100,
        height: TARGET,
        isChosen: isUpper,
        onPress: () => {
          isUpper.value = !isUpper.peek();
        },
      }),
      key('Space', () => add(' ')),
    );
  }
  line.add(
    button({ label: 'Erase', icon: ICONS.erase, shape: 'row', height: TARGET, width: 130, onPress: erase }),
    button({
      label: entry.answer,
      icon: ICONS.done,
      shape: 'row',
      height: TARGET,
      isEnabled: ready,
      isChosen: ready,
      ...(entry.keys === 'words' ? { width: 140 } : {}),
      onPress: finish,
    }),
  );
  return line;
}

/** `text` with `more` at its end, as far as the entry has room; codes in their groups of four. */
export function addTo(
  text: string,
  more: string,
  { keys, maxChars }: Pick<Entry, 'keys' | 'maxChars'>,
): string {
  if (keys === 'code') return formatTyping(text + more);
  return text.length + more.length > maxChars ? text : text + more;
}

/** Without its last character, however many code units that is; a hyphen that only groups goes with it. */
export function eraseFrom(text: string): string {
  return [...text].slice(0, -1).join('').replace(/-$/, '');
}

const erase = (text: Signal<string>): void => {
  text.value = eraseFrom(text.peek());
};
