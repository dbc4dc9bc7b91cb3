import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { assert } from '../../shared/errors.ts';
import { type Actions, createToast, type Model, type Toast, type ToolChoice } from '../model/index.ts';
import type { Prompt } from '../view/index.ts';

/** Everything about the open session that is not the room itself. */
export type SessionPage = 'people' | 'activity' | 'pictures' | 'statistics' | 'align' | 'settings';

export type DialogName = 'none' | 'share' | 'shortcuts' | 'refused' | SessionPage;

/** What only the screens know: nothing that a reload would miss. */
export interface ScreenState {
  readonly dialog: Signal<DialogName>;
  /** What "Add in front" adds while the select tool is chosen. */
  readonly lastPlaced: Signal<PlaceChoice>;
  /**
   * On a narrow screen the inspector shows all of itself only when asked to, so that the room stays in sight.
   */
  readonly inspector: Signal<'short' | 'whole'>;
  readonly telling: Toast;
}

export type PlaceChoice = Extract<ToolChoice, { tool: 'place' }>;

export interface App {
  readonly model: Model;
  readonly actions: Actions;
  readonly screen: ScreenState;
  readonly prompts: ReadonlySignal<readonly Prompt[]>;
}

export const createScreenState = (): ScreenState => ({
  dialog: signal<DialogName>('none'),
  lastPlaced: signal<PlaceChoice>({ tool: 'place', kind: 'box' }),
  inspector: signal<'short' | 'whole'>('short'),
  telling: createToast(),
});

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  assert(app, 'a screen was rendered outside of renderScreens');
  return app;
}
