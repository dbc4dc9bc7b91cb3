import type { ReadonlySignal } from '@preact/signals-core';
import type { Actions, Model, OpenSession, SelectedFields, ToolChoice } from '../../model/index.ts';
import type { IconName } from '../icons.ts';
import { readOnlyReason } from '../permissions.ts';
import { type Lock, lockOf } from '../selection.ts';
import type { CommandWords } from '../text/commands.ts';
import { texts } from '../text/index.ts';
import type { Toast } from '../toast.ts';

export type CommandGroup = 'tools' | 'selection' | 'undo' | 'view' | 'pages';

/** Pages and dialogs that either surface has. */
export type Destination =
  | 'place'
  | 'models'
  | 'selection'
  | 'session'
  | 'people'
  | 'pictures'
  | 'activity'
  | 'statistics'
  | 'sessions'
  | 'align'
  | 'settings'
  | 'share'
  | 'shortcuts';

export type PlaceChoice = Extract<ToolChoice, { tool: 'place' }>;

/** The object that the first "Add in front" adds. */
export const FIRST_PLACED: PlaceChoice = { tool: 'place', kind: 'box' };

/** The context that commands get from the surface that runs them. */
export interface CommandContext {
  readonly model: Model;
  readonly actions: Actions;
  readonly open: ReadonlySignal<OpenSession | undefined>;
  readonly toast: Toast;
  /** The object that "Add in front" adds while nothing is chosen for placing. */
  readonly lastPlaced: ReadonlySignal<PlaceChoice>;
  /** The system shows 3D files of pages in a viewer of its own. */
  readonly hasQuickLook: boolean;
  /** Opens a page or a dialog. */
  readonly go: (to: Destination) => void;
}

/** Something that a person can do, on whichever surface. The functions read signals. */
export interface Command {
  readonly icon: IconName;
  readonly group: CommandGroup;
  /** Alternatives: `Ctrl+`, `Shift+` and a `KeyboardEvent.key`, lower case for letters. */
  readonly shortcut?: readonly string[];
  /** Those of `texts.commands.NAMES` where it is left out. */
  readonly words?: (context: CommandContext) => CommandWords;
  /** Whether it is shown at all; always where it is left out. */
  readonly isOffered?: (context: CommandContext) => boolean;
  /** Whether what it sets is set; undefined for what sets nothing. */
  readonly isOn?: (context: CommandContext) => boolean;
  /** Why it cannot be run now; undefined where it can. */
  readonly blocked?: (context: CommandContext) => string | undefined;
  readonly run: (context: CommandContext) => void;
}

type Reason = string | undefined;

export const noSession = ({ open }: CommandContext): Reason =>
  open.value ? undefined : texts.commands.NO_SESSION;

/** Why nothing can be written. */
export const readOnly = ({ open }: CommandContext): Reason =>
  open.value ? readOnlyReason(open.value) : texts.commands.NO_SESSION;

export const selectedOf = ({ open }: CommandContext): SelectedFields | undefined =>
  open.value?.selected.value;

export const nothingSelected = (context: CommandContext): Reason =>
  selectedOf(context) ? undefined : texts.commands.NOTHING_SELECTED;

const lockOn = (context: CommandContext): Lock | undefined => {
  const selected = selectedOf(context);
  return context.open.value && selected && lockOf(context, context.open.value, selected);
};

/** Why the lock of the selection stays as it is. */
export const lockStays = (context: CommandContext): Reason =>
  readOnly(context) ?? nothingSelected(context) ?? lockOn(context)?.fixed;

/** Why the selection cannot be changed. */
export const selectionStays = (context: CommandContext): Reason =>
  readOnly(context) ?? nothingSelected(context) ?? lockOn(context)?.blocked;
