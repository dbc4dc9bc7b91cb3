import { Container } from '@pmndrs/uikit';
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import { isBlank } from '../../../shared/plain-name.ts';
import { characters } from '../../../shared/text.ts';
import { parseShareCode } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import { textSprite } from '../atlas/text-sprite.ts';
import type { Entry, PanelContext } from '../context.ts';
import { ICONS } from '../widgets/icons.ts';
import { button, column, GAP, LOOK, row, shownIf, TARGET, TEXT } from '../widgets/widgets.ts';
import { Dictation } from './dictation.ts';
import { addTo, CODE_KEYS, eraseFrom, WORD_KEYS } from './keys.ts';

const SIDE_KEY = 130;

/** Whether `text`, without space at its ends, is something that the entry can end with. */
export function isComplete({ keys: made, wanted, fallback }: Omit<Entry, 'done'>, text: string): boolean {
  if (made === 'code') return parseShareCode(text) !== undefined;
  if (wanted !== undefined) return text.toLowerCase() === wanted.toLowerCase();
  return !isBlank(text) || fallback !== undefined;
}

/**
 * One entry, over the whole width of the panel. Words come from the headset's keyboard where it has one and
 * from the panel's own keys elsewhere, or from a voice; codes always from their own keys. `end` puts it away
 * again.
 */
export function createTyping(
  entry: Entry,
  { sources, isShown, isOpen }: Pick<PanelContext, 'sources' | 'isShown' | 'isOpen'>,
  width: number,
  end: () => void,
): Container {
  const isCode = entry.keys === 'code';
  const text = signal(entry.initial);
  const keyboard = isCode ? undefined : sources.keyboard();
  const voice = isCode ? undefined : sources.voice;
  const isSeen = computed(() => isShown.value && isOpen.value);
  const dictation = new Dictation(text, entry, isSeen);
  const hasKeys = signal(keyboard === undefined);
  const close = (): void => {
    dictation.stop();
    end();
  };
  const ready = computed(() => isComplete(entry, text.value.trim()));
  const finish = (): void => {
    close();
    const typed = text.peek().trim();
    entry.done(isBlank(typed) ? (entry.fallback ?? '') : typed);
  };
  const unseen = computed(() => {
    const isNothing = entry.fallback === undefined && text.value.trim() !== '' && isBlank(text.value);
    return isNothing ? texts.errors.describe({ code: 'document/no-name' }) : undefined;
  });
  const hint = computed(() => {
    const { title, advice } = unseen.value ?? {};
    return title ? `${title}. ${advice}` : (dictation.words.value ?? voice?.blocked.value ?? '');
  });
  const all = column(14);
  all.add(
    textSprite({ text: entry.title, size: 24, weight: 600, color: LOOK.text, maxWidth: width }),
    paper(text, entry, width),
    shownIf(
      computed(() => hint.value !== ''),
      textSprite({
        text: hint,
        size: TEXT,
        weight: 500,
        color: computed(() => (unseen.value || dictation.hasFailed.value ? LOOK.waiting : LOOK.muted)),
        maxWidth: width,
      }),
    ),
    shownIf(hasKeys, keys(text, entry)),
  );
  const ways = row(GAP);
  ways.add(
    button({
      label: texts.typing.KEYS.cancel,
      shape: 'row',
      height: TARGET,
      width: SIDE_KEY,
      onPress: close,
    }),
  );
  if (keyboard) {
    ways.add(
      button({
        label: computed(() => (hasKeys.value ? texts.typing.KEYS.keyboard : texts.typing.KEYS.keys)),
        icon: ICONS.keyboard,
        shape: 'row',
        height: TARGET,
        onPress: () => {
          hasKeys.value = !hasKeys.peek();
          if (hasKeys.peek()) dictation.stop();
          else dictation.begin('keyboard', keyboard);
        },
      }),
    );
  }
  if (voice) {
    const isListening = computed(() => dictation.by.value === 'voice');
    ways.add(
      button({
        label: computed(() => (isListening.value ? texts.typing.KEYS.stop : texts.typing.KEYS.speak)),
        icon: ICONS.microphone,
        shape: 'row',
        height: TARGET,
        isChosen: isListening,
        isEnabled: computed(() => voice.blocked.value === undefined),
        onPress: () => {
          if (isListening.peek()) dictation.stop();
          else dictation.begin('voice', voice);
        },
      }),
    );
  }
  const isBare = computed(() => !hasKeys.value);
  ways.add(
    button({
      label: texts.typing.KEYS.clear,
      icon: ICONS.erase,
      shape: 'row',
      height: TARGET,
      width: SIDE_KEY,
      isShown: isBare,
      onPress: () => {
        text.value = '';
        if (keyboard) dictation.begin('keyboard', keyboard);
      },
    }),
    button({
      label: entry.answer,
      icon: ICONS.check,
      shape: 'row',
      height: TARGET,
      isEnabled: ready,
      isChosen: ready,
      onPress: finish,
    }),
  );
  all.add(ways);
  if (keyboard) dictation.begin('keyboard', keyboard);
  all.abortSignal.addEventListener('abort', () => dictation.close(), { once: true });
  return all;
}

/**
 * Returns the view of the text typed so far, with a caret at its end; of a text that is too long, only the
 * end.
 */
function paper(text: ReadonlySignal<string>, { keys: kind, fallback = '' }: Entry, width: number): Container {
  const isCode = kind === 'code';
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
    if (text.value === '') return isCode ? texts.typing.CODE_SHAPE : `|${fallback}`;
    const all = characters(text.value);
    const tail = all.length > 44 ? `…${all.slice(-43).join('')}` : text.value;
    return `${tail.replaceAll('\n', ' ')}|`;
  });
  const size = isCode ? 44 : 28;
  const color = computed(() => (text.value === '' ? LOOK.muted : LOOK.text));
  sheet.add(textSprite({ text: shown, size, weight: 600, color, maxWidth: width - 40 }));
  return sheet;
}

function keys(text: Signal<string>, entry: Entry): Container {
  const isCode = entry.keys === 'code';
  const isUpper = signal(isCode || entry.initial === '');
  const add = (more: string): void => {
    text.value = addTo(text.peek(), more, entry);
    if (!isCode) isUpper.value = false;
  };
  const all = column(GAP);
  for (const each of isCode ? CODE_KEYS : WORD_KEYS) {
    const line = row(GAP);
    for (const key of each) {
      const label = computed(() => (isUpper.value ? key.toUpperCase() : key));
      line.add(button({ label, shape: 'row', height: TARGET, onPress: () => add(label.peek()) }));
    }
    all.add(line);
  }
  const last = row(GAP);
  if (!isCode) {
    last.add(
      button({
        label: texts.typing.KEYS.shift,
        shape: 'row',
        width: SIDE_KEY,
        height: TARGET,
        isChosen: isUpper,
        onPress: () => {
          isUpper.value = !isUpper.peek();
        },
      }),
      button({ label: texts.typing.KEYS.space, shape: 'row', height: TARGET, onPress: () => add(' ') }),
    );
  }
  last.add(
    button({
      label: texts.typing.KEYS.erase,
      icon: ICONS.erase,
      shape: 'row',
      height: TARGET,
      ...(isCode ? {} : { width: SIDE_KEY }),
      onPress: () => {
        text.value = eraseFrom(text.peek());
      },
    }),
  );
  all.add(last);
  return all;
}
