import { signal } from '@preact/signals-core';
import { type Actions, createModel } from '../../../client/model/index.ts';
import { renderScreens } from '../../../client/ui/index.ts';
import { FIXTURES } from './fixtures.ts';
import { paintRoom } from './room.ts';

/** The screens with a model that a test sets by hand, and actions that are only written down. */

export type Call = readonly [name: string, ...args: unknown[]];

const calls: Call[] = [];

const plain = (value: unknown): unknown => {
  if (value instanceof Set) return [...value];
  if (value instanceof File) return { file: value.name };
  return value;
};

const actions = new Proxy({} as Actions, {
  get:
    (_, name) =>
    (...args: unknown[]) => {
      calls.push([String(name), ...args.map(plain)]);
      return Promise.resolve();
    },
});

const model = createModel({ name: 'Ana Pereira', color: '#ffb454' });
const root = document.getElementById('app');
if (!root) throw new Error('the preview page has no #app');
const screens = renderScreens(root, model, actions);
paintRoom(screens.canvas);

const presses: string[] = [];
screens.canvas.addEventListener('pointerdown', () => presses.push('canvas'));

const preview = {
  model,
  signal,
  calls,
  presses,
  show(name: keyof typeof FIXTURES) {
    FIXTURES[name](model);
  },
  names: Object.keys(FIXTURES),
};

export type Preview = typeof preview;

declare global {
  interface Window {
    preview: Preview;
  }
}

window.preview = preview;
const asked = new URLSearchParams(location.search).get('show');
if (asked && asked in FIXTURES) preview.show(asked as keyof typeof FIXTURES);
