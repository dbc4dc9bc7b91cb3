import {
  COMMAND_IDS,
  COMMANDS,
  type CommandGroup,
  type CommandId,
  runCommand,
  texts,
} from '../view/index.ts';
import type { App } from './app-context.ts';

/** The parts of a key press that it is matched by. Ctrl and the Mac's Command count as the same. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The commands that keys run, in the order of the list. */
export const WITH_SHORTCUTS = COMMAND_IDS.filter(id => COMMANDS[id].shortcut !== undefined);

export const SHORTCUT_GROUPS = [
  'tools',
  'selection',
  'undo',
  'view',
] as const satisfies readonly CommandGroup[];

/** The keys of a command as people read them: "Ctrl Shift Z"; alternatives, and none for many. */
export const keysOf = (id: CommandId): readonly string[] =>
  (COMMANDS[id].shortcut ?? []).map(keys =>
    keys
      .split('+')
      .map(key => texts.commands.KEYS[key] ?? (key.length === 1 ? key.toUpperCase() : key))
      .join(' '),
  );

const nameOf = ({ key, ctrlKey, metaKey, shiftKey }: KeyPress): string => {
  const letter = key.length === 1 ? key.toLowerCase() : key;
  // Shift is part of how a sign such as "?" is typed; it only counts as a modifier with letters.
  const shift = shiftKey && /^[a-z]$/.test(letter) ? 'Shift+' : '';
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${shift}${letter}`;
};

export function shortcutFor(press: KeyPress): CommandId | undefined {
  if (press.altKey) return undefined;
  const name = nameOf(press);
  return WITH_SHORTCUTS.find(id => COMMANDS[id].shortcut?.includes(name));
}

const TYPING = 'input:not([type=color]), textarea, select, [contenteditable]';

/**
 * Runs commands by their keys until the returned function is called. Keys that are typed into a field, or
 * meant for a dialog or an open panel, are left alone.
 */
export function listenForShortcuts(app: App): () => void {
  const pressed = (event: KeyboardEvent): void => {
    if (!app.open.value || event.defaultPrevented || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(TYPING)) return;
    if (document.querySelector('dialog[open], :popover-open')) return;
    const id = shortcutFor(event);
    if (!id) return;
    // Also for a viewer: the browser's own Ctrl+D or Ctrl+S would surprise here.
    event.preventDefault();
    runCommand(id, app);
  };
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}
