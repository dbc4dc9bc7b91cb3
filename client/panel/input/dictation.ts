import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals-core';
import type { AppError } from '../../../shared/errors.ts';
import { cutText } from '../../../shared/text.ts';
import type { TextSource } from '../../model/index.ts';
import { texts } from '../../view/index.ts';
import type { Entry } from '../context.ts';

type Writer = 'keyboard' | 'voice';

type State =
  | { readonly state: 'resting' }
  | { readonly state: 'writing'; readonly by: Writer; readonly stop: () => void }
  | { readonly state: 'failed'; readonly problem: AppError };

const RESTING: State = { state: 'resting' };

/**
 * Writing into a text by something other than the panel's keys: one writer at a time, and none that the
 * person does not see at work. Its maker calls `close`.
 */
export class Dictation {
  readonly #text: Signal<string>;
  readonly #maxChars: number;
  readonly #unwatch: () => void;
  readonly #state = signal<State>(RESTING);
  /** The writer at work. */
  readonly by: ReadonlySignal<Writer | undefined> = computed(() => {
    const now = this.#state.value;
    return now.state === 'writing' ? now.by : undefined;
  });
  readonly hasFailed: ReadonlySignal<boolean> = computed(() => this.#state.value.state === 'failed');
  /** The message to the person about it now; undefined while it rests. */
  readonly words: ReadonlySignal<string | undefined> = computed(() => {
    const now = this.#state.value;
    if (now.state === 'writing') return texts.typing.WRITERS[now.by];
    if (now.state === 'resting') return undefined;
    const { title, advice } = texts.errors.describe(now.problem);
    return `${title}. ${advice}`;
  });

  /** `isSeen`: whether what it says is in sight. */
  constructor(text: Signal<string>, { maxChars }: Pick<Entry, 'maxChars'>, isSeen: ReadonlySignal<boolean>) {
    this.#text = text;
    this.#maxChars = maxChars;
    // Nobody should be listened to who does not see it.
    this.#unwatch = effect(() => {
      if (!isSeen.value) untracked(() => this.stop());
    });
  }

  begin(by: Writer, source: TextSource): void {
    this.stop();
    let isOver = false;
    let written = this.#text.peek();
    const stop = source.begin(written, {
      onText: text => {
        // A source knows nothing of the panel's keys, and would write over what was typed on them since.
        if (this.#text.peek() !== written) return this.stop();
        written = cutText(text, this.#maxChars);
        this.#text.value = written;
      },
      onEnd: problem => {
        isOver = true;
        this.#state.value = problem ? { state: 'failed', problem } : RESTING;
      },
    });
    if (!isOver) this.#state.value = { state: 'writing', by, stop };
  }

  stop(): void {
    const now = this.#state.peek();
    if (now.state === 'writing') now.stop();
    this.#state.value = RESTING;
  }

  close(): void {
    this.#unwatch();
    this.stop();
  }
}
