import { setMaxListeners } from 'node:events';
import { Container, Text } from '@pmndrs/uikit';
import { type ReadonlySignal, signal } from '@preact/signals-core';
import { Group, type Object3D } from 'three';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Actions, createModel } from '../../client/model/index.ts';
import type { TextSpriteOptions } from '../../client/panel/atlas/text-sprite.ts';
import { createContext, type Entry, type PageName } from '../../client/panel/context.ts';
import { createDock } from '../../client/panel/frame/dock.ts';
import { createMenu } from '../../client/panel/frame/menu.ts';
import { createTyping } from '../../client/panel/input/typing.ts';
import { createPage } from '../../client/panel/pages/pages.ts';
import { disposeAll } from '../../client/panel/widgets/widgets.ts';
import { speak } from '../../client/view/index.ts';
import { ENGLISH } from '../../client/view/text/english.ts';
import { outsideOfMarks, pseudoLanguage, typedIn } from '../support/pseudo-language.ts';
import { PRETENDED } from '../xr/page/pretend.ts';

/** What texts are painted of, in place of their pictures. */
const painted = vi.hoisted(() => new Map<object, ReadonlySignal<string> | string>());
vi.mock('../../client/panel/atlas/text-sprite.ts', async original => ({
  ...(await original<object>()),
  textSprite: ({ text }: TextSpriteOptions) => {
    const box = new Container();
    painted.set(box, text);
    return box;
  },
}));

// Pictures have no words in them, and Node does not draw any.
vi.mock('../../client/panel/atlas/photo.ts', async original => ({
  ...(await original<object>()),
  loadImage: async () => undefined,
}));

const PAGES: readonly PageName[] = [
  'place',
  'models',
  'selection',
  'session',
  'people',
  'pictures',
  'activity',
  'align',
  'sessions',
  'settings',
];
/** A page takes a while to lay out; these show each of them in all its parts. */
const STATES = [
  'full',
  'silent',
  'selecting',
  'points',
  'touching-wrong',
  'asking',
  'shared',
  'refused',
] as const;

const actions = new Proxy({} as Actions, { get: () => async () => undefined });
const silent = { blocked: signal(undefined), begin: () => () => undefined };

// A page listens for its end in more places than Node expects.
setMaxListeners(0);
const sources = { keyboard: () => silent, voice: silent };
vi.stubGlobal(
  'OffscreenCanvas',
  class {
    getContext = () => ({ fillRect: () => undefined });
    convertToBlob = async () => new Blob();
  },
);
beforeAll(() => speak(pseudoLanguage(ENGLISH)));
afterAll(() => speak(ENGLISH));

/** What `root` shows outside of the marks. */
function unspoken(root: Object3D, data: readonly string[]): readonly string[] {
  // Only what is attached has properties.
  new Group().add(root);
  const found = new Set<string | undefined>();
  root.traverse(each => {
    const text = each instanceof Text ? each.properties.value.text : painted.get(each);
    const shown = typeof text === 'object' && 'value' in text ? text.value : text;
    if (shown !== undefined) found.add(outsideOfMarks(String(shown), data));
  });
  found.delete(undefined);
  return [...found] as string[];
}

describe('in a language that nobody speaks', () => {
  it.each(PAGES)('[VIEW-50] the headset’s page of %s says all through the door of texts', name => {
    const model = createModel({ name: 'Ana Pereira', color: '#ffb454' });
    const page = createPage(name, createContext(model, actions, sources));
    for (const state of STATES) {
      PRETENDED[state](model);
      expect.soft(unspoken(page, typedIn(model)), state).toEqual([]);
    }
    page.dispose();
  });

  it('[VIEW-50] what is around the pages does so, too, whatever there is to say', () => {
    const model = createModel({ name: 'Ana Pereira', color: '#ffb454' });
    const context = createContext(model, actions, sources);
    context.page.value = 'settings';
    const menu = createMenu(context);
    const dock = createDock(context, 1);
    for (const [state, show] of Object.entries(PRETENDED)) {
      show(model);
      const shown = [menu.object, dock].flatMap(each => unspoken(each, typedIn(model)));
      expect.soft(shown, state).toEqual([]);
    }
    menu.dispose();
    disposeAll(dock);
  });

  it.each(['words', 'code'] as const)('[VIEW-50] the keys for %s do so, too', keys => {
    const entry: Entry = { keys, title: '', initial: '', maxChars: 20, answer: '', done: () => undefined };
    const shown = { isShown: signal(true), isOpen: signal(true) };
    for (const keyboard of [() => silent, () => undefined]) {
      const typing = createTyping(
        entry,
        { sources: { keyboard, voice: silent }, ...shown },
        600,
        () => undefined,
      );
      expect(unspoken(typing, [])).toEqual([]);
      typing.dispose();
    }
  });
});
