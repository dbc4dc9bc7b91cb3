import { signal } from '@preact/signals-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Dictation } from '../../client/panel/input/dictation.ts';
import { speechSource } from '../../client/panel/input/speech.ts';
import { assert } from '../../shared/errors.ts';

/** What a browser's recognition is to a page, told by hand: what it answers, and when, is the point. */
class Recognizer extends EventTarget {
  static last: Recognizer | undefined;
  isStarted = false;
  isAborted = false;
  lang = '';
  continuous = false;
  interimResults = false;
  constructor() {
    super();
    Recognizer.last = this;
  }
  start(): void {
    this.isStarted = true;
  }
  abort(): void {
    this.isAborted = true;
  }
  hear(...said: string[]): void {
    const results = said.map(transcript => [{ transcript }]);
    this.dispatchEvent(Object.assign(new Event('result'), { results }));
  }
  fail(error: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error }));
    this.dispatchEvent(new Event('end'));
  }
}

function browser(onLine: boolean, recognition: Record<string, unknown>) {
  const page = new EventTarget();
  vi.stubGlobal('navigator', { onLine, language: 'de' });
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  for (const [name, value] of Object.entries(recognition)) vi.stubGlobal(name, value);
  return page;
}

function begin(initial: string, maxChars = 80) {
  const source = speechSource();
  assert(source, 'there is dictation');
  const text = signal(initial);
  const isSeen = signal(true);
  const dictation = new Dictation(text, { maxChars }, isSeen);
  dictation.begin('voice', source);
  assert(Recognizer.last, 'it was started');
  return { source, text, dictation, isSeen, recognizer: Recognizer.last };
}

afterEach(() => {
  vi.unstubAllGlobals();
  Recognizer.last = undefined;
});

describe('dictation', () => {
  it('[PANEL-14] is there where the browser has it, under either name, and nowhere else', () => {
    browser(true, {});
    expect(speechSource()).toBeUndefined();
    browser(true, { webkitSpeechRecognition: Recognizer });
    expect(speechSource()).toBeDefined();
  });

  it('[PANEL-14] what is said comes after what is there, as far as there is room, until it is stopped', () => {
    browser(true, { SpeechRecognition: Recognizer });
    const { text, dictation, recognizer } = begin('The sink', 24);
    expect(recognizer).toMatchObject({ isStarted: true, lang: 'de', continuous: true });
    recognizer.hear('goes');
    expect(text.value).toBe('The sink goes');
    recognizer.hear('goes here', ' and not over there');
    expect(text.value).toBe('The sink goes here and n');
    expect(dictation.by.value).toBe('voice');
    dictation.stop();
    expect(recognizer.isAborted).toBe(true);
    recognizer.hear('too late');
    expect(text.value).toBe('The sink goes here and n');
    expect(dictation.by.value).toBeUndefined();
  });

  it.each([
    ['not-allowed', /may not use the microphone/],
    ['audio-capture', /No microphone/],
    ['no-speech', /Nothing was heard/],
    ['network', /cannot be reached/],
    ['something-new', /could not understand/],
  ])('[PANEL-14] "%s" is said in words, and what was there stays', (error, words) => {
    browser(true, { SpeechRecognition: Recognizer });
    const { text, dictation, recognizer } = begin('Kept');
    recognizer.fail(error);
    expect(dictation.words.value).toMatch(words);
    expect(dictation.hasFailed.value).toBe(true);
    expect(text.value).toBe('Kept');
  });

  it('[PANEL-14] a browser that refuses at once is said to, as one that refuses later', () => {
    class Refusing extends Recognizer {
      override start(): void {
        throw new DOMException('not in this frame', 'NotAllowedError');
      }
    }
    browser(true, { SpeechRecognition: Refusing });
    const { text, dictation } = begin('Kept');
    expect(dictation.words.value).toMatch(/could not understand/);
    expect([dictation.by.value, text.value]).toEqual([undefined, 'Kept']);
  });

  it('[PANEL-14] what was typed on the keys meanwhile is not written over', () => {
    browser(true, { SpeechRecognition: Recognizer });
    const { text, dictation, recognizer } = begin('The');
    recognizer.hear('sink');
    text.value = `${text.value}!`;
    recognizer.hear('sink goes');
    expect(text.value).toBe('The sink!');
    expect(dictation.by.value).toBeUndefined();
    expect(recognizer.isAborted).toBe(true);
  });

  it('[PANEL-14] nobody is listened to once the menu is put away, or AR is left', () => {
    browser(true, { SpeechRecognition: Recognizer });
    const { text, dictation, isSeen, recognizer } = begin('');
    recognizer.hear('hello');
    isSeen.value = false;
    expect(recognizer.isAborted).toBe(true);
    isSeen.value = true;
    recognizer.hear('hello world');
    expect([text.value, dictation.by.value]).toEqual(['hello', undefined]);
    dictation.close();
  });

  it('[PANEL-14] without a network it says why it cannot be used, until there is one', () => {
    const page = browser(false, { SpeechRecognition: Recognizer });
    const source = speechSource();
    expect(source?.blocked.value).toMatch(/only with a network/);
    vi.stubGlobal('navigator', { onLine: true, language: 'de' });
    page.dispatchEvent(new Event('online'));
    expect(source?.blocked.value).toBeUndefined();
  });
});
