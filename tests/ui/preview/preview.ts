import { signal } from '@preact/signals-core';
import { type Actions, createModel, type SessionState } from '../../../client/model/index.ts';
import { openPage, renderScreens } from '../../../client/ui/index.ts';
import { speak } from '../../../client/view/index.ts';
import { ENGLISH } from '../../../client/view/text/english.ts';
import { outsideOfMarks, pseudoLanguage, typedIn, unmarked } from '../../support/pseudo-language.ts';
import { FIXTURES } from './fixtures.ts';
import { paintRoom } from './room.ts';
import { OPENED_BY } from './service-fixtures.ts';

/** The screens with a model that a test sets by hand, and actions that are only written down. */

export type Call = readonly [name: string, ...args: unknown[]];

const calls: Call[] = [];

const plain = (value: unknown): unknown => {
  if (value instanceof Set) return [...value];
  if (value instanceof File) return { file: value.name };
  return value;
};
const note = (name: string, args: readonly unknown[]) => calls.push([name, ...args.map(plain)]);

const actions = new Proxy({} as Actions, {
  get:
    (_, name) =>
    (...args: unknown[]) => {
      note(String(name), args);
      return Promise.resolve();
    },
});

/** What only looks; a test is about what changes something. */
const LOOKS = ['refresh', 'screenshotUrl'];

/** The same, with the calls of its functions written down. */
function noted<T extends object>(of: T): T {
  const functions = Object.entries(of).filter(([, value]) => typeof value === 'function');
  const wrapped = functions.map(([name, run]) => [
    name,
    (...args: unknown[]) => {
      if (!LOOKS.includes(name)) note(name, args);
      return run(...args);
    },
  ]);
  return { ...of, ...Object.fromEntries(wrapped) };
}

function withNotes(session: SessionState): SessionState {
  if (session.state !== 'open') return session;
  const { open } = session;
  return { ...session, open: { ...open, service: noted(open.service), refusals: noted(open.refusals) } };
}

const address = new URLSearchParams(location.search);
if (address.get('language') === 'pseudo') speak(pseudoLanguage(ENGLISH));

const model = createModel({ name: 'Ana Pereira', color: '#ffb454' });
const root = document.getElementById('app');
if (!root) throw new Error('the preview page has no #app');
const page = openPage(root);
renderScreens(page, model, actions);
paintRoom(page.canvas);

const presses: string[] = [];
page.canvas.addEventListener('pointerdown', () => presses.push('canvas'));

/** Effects, also those of what has gone, run after the frame is painted. */
const rendered = (): Promise<void> =>
  new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));

const press = (words: string): void => {
  const buttons = [...document.querySelectorAll('button')];
  const button = buttons.find(each => unmarked(each.textContent ?? '').trim() === words);
  if (!button) throw new Error(`no button says ${words}`);
  button.click();
};

const SHOWN_ATTRIBUTES = ['title', 'aria-label', 'aria-valuetext', 'placeholder', 'alt', 'label'];

/** Every text that people see or hear, and that has not come through the door of texts. */
function unspoken(): string[] {
  const data = typedIn(model);
  const found: string[] = [];
  const look = (text: string, element: Element): void => {
    const rest = outsideOfMarks(text, data);
    if (rest !== undefined) found.push(`${element.tagName.toLowerCase()}.${element.className}: ${rest}`);
  };
  look(document.title, document.head);
  for (const element of document.body.querySelectorAll('*')) {
    if (element.matches('script, style, .avatar')) continue;
    for (const name of SHOWN_ATTRIBUTES) look(element.getAttribute(name) ?? '', element);
    if (element instanceof HTMLInputElement && element.type === 'text') look(element.value, element);
    for (const node of element.childNodes) if (node instanceof Text) look(node.data, element);
  }
  return [...new Set(found)];
}

const buttons = (): [label: string, button: HTMLButtonElement][] =>
  [...document.querySelectorAll('button')].map(button => [
    unmarked(button.ariaLabel ?? button.textContent ?? '').trim(),
    button,
  ]);

/** Buttons that a test has pressed already to see what is behind them. */
const lookedBehind = new Set<string>();

const preview = {
  unspoken,
  /**
   * The same of what each button of this state shows, where no button that is called so was pressed before.
   */
  async unspokenBehind(name: keyof typeof FIXTURES) {
    const found: string[] = [];
    for (const [label] of buttons()) {
      if (lookedBehind.has(label)) continue;
      lookedBehind.add(label);
      await preview.show(name);
      buttons()
        .find(([each]) => each === label)?.[1]
        .click();
      await rendered();
      found.push(...unspoken().map(text => `behind ${label}: ${text}`));
    }
    return found;
  },
  model,
  signal,
  calls,
  presses,
  /** Resolves when the state is on the screen, with the dialog that it is about. */
  async show(name: keyof typeof FIXTURES) {
    // Whatever was open belongs to the state before.
    model.session.value = { state: 'closed' };
    await rendered();
    FIXTURES[name](model);
    model.session.value = withNotes(model.session.value);
    await rendered();
    const opener = OPENED_BY[name];
    if (opener !== undefined) press(opener);
    await rendered();
  },
  names: Object.keys(FIXTURES),
  /** Settled when the state that the address asks for is on the screen. */
  ready: Promise.resolve(),
};

export type Preview = typeof preview;

declare global {
  interface Window {
    preview: Preview;
  }
}

window.preview = preview;
const asked = address.get('show');
if (asked && asked in FIXTURES) preview.ready = preview.show(asked as keyof typeof FIXTURES);
