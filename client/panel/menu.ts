import { Container } from '@pmndrs/uikit';
import { computed, effect, untracked } from '@preact/signals-core';
import type { PanelContext } from './context.ts';
import { createHeader } from './header.ts';
import { createPage } from './pages.ts';
import { column, disposeAll, GAP, LOOK, row, rule, WIDTH } from './parts.ts';
import { createRail, RAIL_WIDTH } from './rail.ts';
import { needsRoomPage } from './room-page.ts';
import { createStrip } from './strip.ts';
import { createTyping } from './typing.ts';

const BORDER = 1.5;
const PADDING = 22;
const BETWEEN = 16;
const INSIDE = RAIL_WIDTH + BETWEEN + WIDTH;
/** Room for the fullest page, so that the panel stays as it is when the page changes. */
const PAGE_HEIGHT = 470;
export const MENU_RADIUS = 28;

export interface Menu {
  readonly object: Container;
  dispose(): void;
}

/** Everything on the panel, reading the model and acting through the same actions as the page. */
export function createMenu(context: PanelContext): Menu {
  const { page, entry, open } = context;
  const menu = new Container({
    flexDirection: 'column',
    width: INSIDE + 2 * (PADDING + BORDER),
    padding: PADDING,
    gap: 14,
    borderRadius: MENU_RADIUS,
    borderWidth: BORDER,
    borderColor: LOOK.line,
    backgroundColor: LOOK.surface,
    pointerEvents: 'auto',
  });
  const desk = row(BETWEEN);
  desk.setProperties({ alignItems: 'flex-start' });
  const content = column(14);
  content.setProperties({ width: WIDTH });
  const slot = column(GAP);
  slot.setProperties({ height: PAGE_HEIGHT });
  content.add(createHeader(context), rule(), slot);
  desk.add(createRail(context), content);
  // The keys take the place of all of it while something is typed.
  const top = column(0);
  top.add(desk);
  menu.add(top, createStrip(context, INSIDE));

  // A page is built when it is first asked for, and is out of the tree while another one is shown.
  const pages = new Map<string, Container>();
  const stops = [
    effect(() => {
      const name = page.value;
      untracked(() => {
        const shown = pages.get(name) ?? createPage(name, context);
        pages.set(name, shown);
        for (const each of [...slot.children]) slot.remove(each);
        slot.add(shown);
        context.told.value = undefined;
      });
    }),
    effect(() => {
      if (page.value === 'people') void open.value?.service.refresh('members');
    }),
    effect(() => {
      const wanted = entry.value;
      if (!wanted) return undefined;
      const typing = untracked(() =>
        createTyping(wanted, INSIDE, () => {
          entry.value = undefined;
        }),
      );
      top.remove(desk);
      top.add(typing);
      return () => {
        top.remove(typing);
        disposeAll(typing);
        top.add(desk);
      };
    }),
    followRoom(context),
  ];
  return {
    object: menu,
    dispose() {
      for (const stop of stops) stop();
      for (const each of pages.values()) disposeAll(each);
      disposeAll(desk);
      disposeAll(menu);
    },
  };
}

/** Where the session is has to be settled before anything else can be seen, so its page comes by itself, and goes when it is. */
function followRoom({ model, page }: PanelContext): () => void {
  const isNeeded = computed(() => needsRoomPage(model));
  let wasNeeded = false;
  return effect(() => {
    const now = isNeeded.value;
    if (now && !wasNeeded) page.value = 'align';
    else if (!now && wasNeeded && page.peek() === 'align') page.value = 'place';
    wasNeeded = now;
  });
}
