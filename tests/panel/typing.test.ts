import { describe, expect, it } from 'vitest';
import { addTo, eraseFrom } from '../../client/panel/input/keys.ts';
import { isComplete } from '../../client/panel/input/typing.ts';
import { isWellFormed } from '../../shared/text.ts';

describe('what the keys do', () => {
  it('[PANEL-7] a code stands in groups of four and ends at twelve; what is too long for words is not taken', () => {
    const code = { keys: 'code', maxChars: 14 } as const;
    expect([...'7K3M9QXD2RTVZZ'].reduce((text, key) => addTo(text, key, code), '')).toBe('7K3M-9QXD-2RTV');
    const words = { keys: 'words', maxChars: 3 } as const;
    expect([...'abcd'].reduce((text, key) => addTo(text, key, words), '')).toBe('abc');
  });

  it('[PANEL-7] erasing takes one whole character, and the hyphen that it leaves at the end', () => {
    expect(eraseFrom('7K3M-9')).toBe('7K3M');
    expect(eraseFrom('Hi 🪴')).toBe('Hi ');
    expect(eraseFrom('')).toBe('');
  });

  it('[TEXT-7] erasing takes what a person sees as one character, however it is made', () => {
    for (const one of ['👩‍👩‍👧‍👦', '🇨🇭', '👍🏽', 'e\u0301', '❤️']) expect(eraseFrom(`Hi ${one}`)).toBe('Hi ');
  });

  it('[TEXT-7] a code that somebody types stays whole characters, whatever they are', () => {
    const code = { keys: 'code', maxChars: 14 } as const;
    expect(addTo('ABC', '😀', code)).toBe('ABC😀');
    expect(isWellFormed(addTo('ABCDEFGHJKM', '😀', code))).toBe(true);
  });

  it('[TEXT-5] a name of which nobody would see anything ends no entry that asks for one', () => {
    const name = { keys: 'words', title: 'Name', initial: '', maxChars: 80, answer: 'Rename' } as const;
    for (const text of ['', '\u200b', '\u3164\ufe0f', '\u0301']) {
      expect(isComplete(name, text)).toBe(false);
      expect(isComplete({ ...name, fallback: 'Session 1' }, text)).toBe(true);
    }
    expect(isComplete(name, '😀')).toBe(true);
  });
});
