import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { DeviceTime } from '../../shared/time.ts';
import { type Actions, deviceNow, type Model, type TextSource } from '../model/index.ts';
import {
  type CommandContext,
  createPrompts,
  createToast,
  type Destination,
  FIRST_PLACED,
  type Prompt,
} from '../view/index.ts';

export type PageName = Exclude<Destination, 'statistics' | 'share' | 'shortcuts'>;

/** Ways to get words beside the panel's own keys, as far as there are any. */
export interface TextSources {
  /** The headset's own keyboard. */
  keyboard(): TextSource | undefined;
  readonly voice: TextSource | undefined;
}

/** Something to type: words with all keys, or a share code with the keys that codes are made of. */
export interface Entry {
  readonly keys: 'words' | 'code';
  readonly title: string;
  readonly initial: string;
  /**
   * The text that an empty entry stands for, shown in its place; where there is none, something must be
   * typed.
   */
  readonly fallback?: string;
  /** The only text that ends it, in capitals or not: typed to confirm that somebody means it. */
  readonly wanted?: string;
  readonly maxChars: number;
  /** The label of the key that ends it. */
  readonly answer: string;
  readonly done: (text: string) => void;
}

/** The context of every page of the panel. */
export interface PanelContext extends CommandContext {
  /** Whether this person may change objects. */
  readonly mayEdit: ReadonlySignal<boolean>;
  readonly page: Signal<PageName>;
  /** The panel is in the scene. */
  readonly isShown: Signal<boolean>;
  /** Put away, the menu shows nothing but what is urgent. */
  readonly isOpen: Signal<boolean>;
  /** The entry being typed; the keys stand in place of the page until it is done or given up. */
  readonly entry: Signal<Entry | undefined>;
  readonly sources: TextSources;
  /** The side of the gaze that the panel keeps to, away from the hand that works. */
  readonly side: ReadonlySignal<'left' | 'right'>;
  /** The prompts to show now, the most important first. */
  readonly prompts: ReadonlySignal<readonly Prompt[]>;
  /** ms since epoch, as exact as “20 minutes ago” asks for. */
  readonly now: Signal<DeviceTime>;
}

const isPage = (to: Destination): to is PageName =>
  to !== 'statistics' && to !== 'share' && to !== 'shortcuts';

export function createContext(model: Model, actions: Actions, sources: TextSources): PanelContext {
  const open = computed(() => {
    const session = model.session.value;
    return session.state === 'open' ? session.open : undefined;
  });
  const page = signal<PageName>('place');
  const toast = createToast();
  const decide = (): void => {
    page.value = 'session';
  };
  return {
    model,
    actions,
    open,
    mayEdit: computed(() => open.value?.permission.value === 'edit'),
    page,
    isShown: signal(false),
    isOpen: signal(true),
    entry: signal<Entry | undefined>(undefined),
    sources,
    side: computed(() => (model.preferences.value.hand === 'right' ? 'left' : 'right')),
    toast,
    prompts: createPrompts({ model, actions, toast, decide }),
    lastPlaced: signal(FIRST_PLACED),
    hasQuickLook: false,
    go: to => {
      if (isPage(to)) page.value = to;
    },
    now: signal(deviceNow()),
  };
}
