import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { TextSource } from '../../model/index.ts';
import { texts } from '../../view/index.ts';

/**
 * Of the browser's speech recognition, what is used here: not all browsers have it, and some under another
 * name.
 */
interface Recognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  start(): void;
  abort(): void;
}

interface Heard extends Event {
  /** All that was heard since the start, each with its best guess first. */
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>>;
}

type RecognitionClass = new () => Recognition;

/**
 * A browser's errors of recognition as this app's. Those that are not here are a failure without a name.
 */
const FAILURES: Readonly<Record<string, ErrorCode>> = {
  'not-allowed': 'speech/denied',
  'service-not-allowed': 'speech/denied',
  'audio-capture': 'speech/no-microphone',
  'no-speech': 'speech/nothing-heard',
  network: 'speech/network',
};

/** Dictation, where this browser has it; undefined elsewhere. */
export function speechSource(): TextSource | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as {
    SpeechRecognition?: RecognitionClass;
    webkitSpeechRecognition?: RecognitionClass;
  };
  const Recognizer = SpeechRecognition ?? webkitSpeechRecognition;
  if (!Recognizer) return undefined;
  return {
    blocked: networkReason(),
    begin: (text, { onText, onEnd }) => {
      const recognition = new Recognizer();
      const over = new AbortController();
      const { signal: until } = over;
      recognition.lang = navigator.language;
      recognition.continuous = true;
      recognition.interimResults = true;
      const end = (problem?: AppError): void => {
        if (until.aborted) return;
        over.abort();
        onEnd(problem);
      };
      recognition.addEventListener(
        'result',
        event => onText(joined(text, heardIn((event as Heard).results))),
        { signal: until },
      );
      recognition.addEventListener('error', event => end(problemOf((event as { error?: string }).error)), {
        signal: until,
      });
      recognition.addEventListener('end', () => end(), { signal: until });
      try {
        recognition.start();
      } catch (error) {
        // Some browsers refuse at once, and not by an event.
        end({ code: 'speech/failed', detail: String(error), cause: error });
      }
      return () => {
        over.abort();
        recognition.abort();
      };
    },
  };
}

function problemOf(error: string | undefined): AppError | undefined {
  // Somebody stopped it.
  if (error === 'aborted') return undefined;
  return { code: FAILURES[error ?? ''] ?? 'speech/failed', ...(error ? { detail: error } : {}) };
}

/** Follows the network for as long as the page lives, as there is one panel and it does too. */
function networkReason(): ReadonlySignal<string | undefined> {
  const now = (): string | undefined => (navigator.onLine ? undefined : texts.typing.SPEECH_NEEDS_NETWORK);
  const reason = signal(now());
  for (const type of ['online', 'offline']) {
    globalThis.addEventListener(type, () => {
      reason.value = now();
    });
  }
  return reason;
}

const heardIn = (results: Heard['results']): string =>
  Array.from(results, result => result[0]?.transcript.trim() ?? '').join(' ');

/** Returns the earlier text followed by the heard one. */
const joined = (before: string, heard: string): string =>
  [before.trimEnd(), heard.trim()].filter(each => each !== '').join(' ');
