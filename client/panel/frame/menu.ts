import { Container } from '@pmndrs/uikit';
import { computed, effect, type ReadonlySignal, untracked } from '@preact/signals-core';
import { needsAlignPage } from '../../view/index.ts';
import type { PanelContext } from '../context.ts';
import { createTyping } from '../input/typing.ts';
import { createPage } from '../pages/pages.ts';
import { column, disposeAll, GAP, LOOK, row, rule, WIDTH } from '../widgets/widgets.ts';
import { createHeader } from './header.ts';
import { createPromptBar, shownPrompt } from './prompt-bar.ts';
import { createRail, RAIL_WIDTH } from './rail.ts';

const BORDER = 1.5;
const PADDING = 22;
const BETWEEN = 16;
const INSIDE = RAIL_WIDTH + BETWEEN + WIDTH;
/** Room for the fullest page, so that the panel stays as it is when the page changes. */
const PAGE_HEIGHT = 543;
export const MENU_RADIUS = 28;

export interface Menu {
  readonly object: Container;
  /** Whether there is anything to see of it. */
  readonly isShown: ReadonlySignal<boolean>;
  dispose(): void;
}

/** Everything on the panel, reading the model and acting through the same actions as the page. */
export function createMenu(context: PanelContext): Menu {
  const { page, entry, open, isOpen } = context;
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
  // The page is nearest to where one looks, the rail outside of it.
  const flexDirection = computed(() => (context.side.value === 'left' ? 'row' : 'row-reverse'));
  desk.setProperties({ alignItems: 'flex-start', flexDirection });
  const content = column(14);
  content.setProperties({ width: WIDTH });
  const slot = column(GAP);
  slot.setProperties({ height: PAGE_HEIGHT });
  content.add(createHeader(context), rule(), slot);
  desk.add(createRail(context), content);
  // The keys take the place of all of it while something is typed.
  const top = column(0);
  top.setProperties({ display: computed(() => (isOpen.value ? 'flex' : 'none')) });
  top.add(desk);
  const prompt = shownPrompt(context);
  menu.add(top, createPromptBar(prompt, INSIDE));

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
      });
    }),
    effect(() => {
      const { value: shown } = page;
      const service = open.value?.service;
      if (shown === 'people' || shown === 'activity') void service?.refresh('members');
      if (shown === 'activity') void service?.refresh('activity');
      if (shown === 'pictures') void service?.refresh('screenshots');
    }),
    effect(() => {
      const wanted = entry.value;
      if (!wanted) return undefined;
      const typing = untracked(() =>
        createTyping(wanted, context, INSIDE, () => {
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
    isShown: computed(() => isOpen.value || prompt.value !== undefined),
    dispose() {
      for (const stop of stops) stop();
      for (const each of pages.values()) disposeAll(each);
      disposeAll(desk);
      disposeAll(menu);
    },
  };
}

/**
 * Where the session is has to be settled before anything else can be seen, so its page comes by itself, and
 * goes when it is.
 */
function followRoom({ model, page, isOpen }: PanelContext): () => void {
  const isNeeded = computed(() => needsAlignPage(model));
  let wasNeeded = false;
  return effect(() => {
    const now = isNeeded.value;
    if (now && !wasNeeded) {
      page.value = 'align';
      isOpen.value = true;
    } else if (!now && wasNeeded && page.peek() === 'align') page.value = 'place';
    wasNeeded = now;
  });
}
