import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { assert } from '../../shared/errors.ts';
import type { Actions, Model } from '../model/index.ts';
import {
  type CommandContext,
  createPrompts,
  createToast,
  type Destination,
  FIRST_PLACED,
  type PlaceChoice,
  type PressWord,
  type Prompt,
} from '../view/index.ts';

/** Destinations that only the panel has a page for. */
const NOT_HERE = ['place', 'models', 'selection', 'session', 'sessions'] as const;
type Here = Exclude<Destination, (typeof NOT_HERE)[number]>;
const isHere = (to: Destination): to is Here => !NOT_HERE.some(each => each === to);

/** Everything about the open session that is not the room itself. */
export type SessionPage = Exclude<Here, 'share' | 'shortcuts'>;

export type DialogName = 'none' | 'refused' | Here;

/** State that only the screens know: nothing that a reload would miss. */
export interface ScreenState {
  readonly dialog: Signal<DialogName>;
  /**
   * On a narrow screen the inspector shows all of itself only when asked to, so that the room stays in sight.
   */
  readonly inspector: Signal<'short' | 'whole'>;
}

export interface App extends CommandContext {
  readonly screen: ScreenState;
  /** The prompts to show now, the most important first. */
  readonly prompts: ReadonlySignal<readonly Prompt[]>;
  readonly lastPlaced: Signal<PlaceChoice>;
  /** How this device's person chooses something. */
  readonly press: PressWord;
}

export function createApp(model: Model, actions: Actions): App {
  const screen: ScreenState = {
    dialog: signal<DialogName>('none'),
    inspector: signal<'short' | 'whole'>('short'),
  };
  const toast = createToast();
  const decide = (): void => {
    screen.dialog.value = 'refused';
  };
  return {
    model,
    actions,
    screen,
    open: computed(() => {
      const session = model.session.value;
      return session.state === 'open' ? session.open : undefined;
    }),
    toast,
    prompts: createPrompts({ model, actions, toast, decide }),
    lastPlaced: signal(FIRST_PLACED),
    // Safari on iPhone, iPad and Vision Pro: no AR for pages there, but a viewer of the system's own.
    hasQuickLook: document.createElement('a').relList.supports('ar'),
    press: matchMedia('(pointer: coarse)').matches ? 'tap' : 'click',
    go: to => {
      if (isHere(to)) screen.dialog.value = to;
    },
  };
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  assert(app, 'a screen was rendered outside of renderScreens');
  return app;
}
