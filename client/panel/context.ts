import { computed, type Signal, signal } from '@preact/signals-core';
import type { DeviceTime } from '../../shared/time.ts';
import {
  type Actions,
  createToast,
  deviceNow,
  type Model,
  type OpenSession,
  type TextSource,
  type Toast,
} from '../model/index.ts';
import { createPrompts, type Prompt } from '../view/index.ts';
import type { Live } from './widgets/live.ts';

export type PageName =
  | 'place'
  | 'models'
  | 'selection'
  | 'session'
  | 'people'
  | 'pictures'
  | 'activity'
  | 'sessions'
  | 'align'
  | 'settings';

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
  /** What an empty entry stands for, shown in its place; where there is none, something must be typed. */
  readonly fallback?: string;
  /** Nothing else ends it, in capitals or not: what somebody types to say that they mean it. */
  readonly wanted?: string;
  readonly maxChars: number;
  /** What the key that ends it says. */
  readonly answer: string;
  readonly done: (text: string) => void;
}

/** What every page of the panel has at hand. */
export interface PanelContext {
  readonly model: Model;
  readonly actions: Actions;
  /** The open session; undefined while there is none. */
  readonly open: Live<OpenSession | undefined>;
  /** Whether this person may change objects. */
  readonly mayEdit: Live<boolean>;
  readonly page: Signal<PageName>;
  /** The panel is in the scene. */
  readonly isShown: Signal<boolean>;
  /** Put away, the menu shows nothing but what is urgent. */
  readonly isOpen: Signal<boolean>;
  /** What is being typed; the keys stand in place of the page until it is done or given up. */
  readonly entry: Signal<Entry | undefined>;
  readonly sources: TextSources;
  /** The side of the gaze that the panel keeps to, away from the hand that works. */
  readonly side: Live<'left' | 'right'>;
  readonly telling: Toast;
  /** What matters most first. */
  readonly prompts: Live<readonly Prompt[]>;
  /** ms since epoch, as exact as “20 minutes ago” asks for. */
  readonly now: Signal<DeviceTime>;
}

export function createContext(model: Model, actions: Actions, sources: TextSources): PanelContext {
  const open = computed(() => {
    const session = model.session.value;
    return session.state === 'open' ? session.open : undefined;
  });
  const page = signal<PageName>('place');
  const telling = createToast();
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
    telling,
    prompts: createPrompts({ model, actions, toast: telling, decide }),
    now: signal(deviceNow()),
  };
}
