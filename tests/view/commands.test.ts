import { computed, signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import {
  type Actions,
  createModel,
  type GuideState,
  type SelectedFields,
  type SpaceState,
} from '../../client/model/index.ts';
import { PANEL_PLACES as ON_PANEL, panelCommandsAt } from '../../client/panel/commands.ts';
import { ICONS } from '../../client/panel/widgets/icons.ts';
import { SCREEN_PLACES as ON_SCREENS } from '../../client/ui/commands.ts';
import {
  COMMAND_IDS,
  type CommandContext,
  type CommandId,
  createToast,
  describeCommand,
  FIRST_PLACED,
  readOnlyReason,
  runCommand,
  selectionFacts,
  texts,
  toolHint,
} from '../../client/view/index.ts';
import { newObjectId, type UserId } from '../../shared/ids.ts';
import { sources } from '../architecture/source.ts';
import { deviceTime } from '../support/builders.ts';
import { note, open, type Setup, TABLE } from '../ui/preview/base.ts';

/** Everything that a command may ask for; `calls` are the actions that were run. */
function contextOf(setup?: Setup) {
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  if (setup) open(model, setup);
  const calls: unknown[][] = [];
  const actions = new Proxy({} as Actions, {
    get:
      (_, name) =>
      (...given: unknown[]) => {
        calls.push([name, ...given]);
      },
  });
  const context: CommandContext = {
    model,
    actions,
    open: computed(() => (model.session.value.state === 'open' ? model.session.value.open : undefined)),
    toast: createToast(),
    lastPlaced: signal(FIRST_PLACED),
    hasQuickLook: false,
    go: to => calls.push(['go', to]),
  };
  const blocked = (id: CommandId) => describeCommand(id, context).blocked;
  return { model, context, calls, blocked, run: (id: CommandId) => runCommand(id, context) };
}

const lockedBy = (user: string): SelectedFields => ({ ...note, locked: true, lockedBy: user as UserId });

const LOOKING: readonly CommandId[] = [
  ...['select', 'select-several', 'finish-selecting', 'let-go', 'measure', 'ping-tool', 'ping'],
  ...['select-all', 'clear-selection', 'frame-all', 'take-picture', 'save-file', 'save-glb', 'save-usdz'],
  ...['quick-look', 'enter-xr', 'leave-xr', 'align-again', 'call-others', 'stop-following'],
  ...['close-session', 'share', 'align-by-touch', 'align-by-hand', 'use-last-place'],
  ...['take-touch-back', 'finish-aligning', 'cancel-aligning'],
] as CommandId[];
const mayLook = (id: CommandId): boolean => LOOKING.includes(id) || id.startsWith('open-');

describe('the table of commands', () => {
  it('[VIEW-1] every command has a name, a place on a surface, and an icon in the headset where it is there', () => {
    const { context } = contextOf({ selected: note });
    for (const id of COMMAND_IDS) {
      const { label, short, icon } = describeCommand(id, context);
      expect([id, label !== '', short !== '']).toEqual([id, true, true]);
      expect([id, ON_SCREENS[id] === 'not here' && ON_PANEL[id] === 'not here']).toEqual([id, false]);
      // Those stand as words alone.
      if (!['not here', 'snaps', 'arrange'].includes(ON_PANEL[id]))
        expect([id, ICONS[icon]]).toEqual([id, expect.stringMatching(/^M/)]);
    }
  });

  it.each([
    ['screens', 'client/ui/', 'screenCommandsAt', ON_SCREENS],
    ['panel', 'client/panel/', 'panelCommandsAt', ON_PANEL],
  ] as const)(
    '[VIEW-1] what the %s list, they draw: all of a place, or the command itself',
    (_, room, at, places) => {
      const code = sources()
        .filter(({ path }) => path.startsWith(room) && path !== `${room}commands.ts`)
        .map(({ text }) => text)
        .join('\n');
      const isDrawn = (id: string, place: string): boolean =>
        // Keys run whatever has one.
        place === 'keyboard' || code.includes(`${at}('${place}')`) || new RegExp(`['"]${id}['"]`).test(code);
      const missing = Object.entries(places).flatMap(([id, where]) =>
        where === 'not here'
          ? []
          : [where]
              .flat()
              .filter(place => !isDrawn(id, place))
              .map(place => `${id} at ${place}`),
      );
      expect(missing).toEqual([]);
    },
  );

  it('[VIEW-2] what is blocked does nothing and says why', () => {
    const { blocked, run, calls, model } = contextOf({});
    expect(blocked('delete')).toBe('select something first.');
    expect(blocked('place-box')).toBeUndefined();
    run('delete');
    expect(calls).toEqual([]);
    run('place-box');
    model.session.value = { state: 'closed' };
    expect(blocked('place-box')).toBe('open a session first.');
    run('place-box');
    expect(calls).toEqual([['choose', { tool: 'place', kind: 'box' }]]);
  });

  it('[VIEW-3] who may only look can run what writes nothing', () => {
    const { blocked, context } = contextOf({ role: 'viewer', peers: 1, selected: note });
    const reason = readOnlyReason;
    const session = context.open.value;
    for (const id of COMMAND_IDS) {
      if (id === 'enter-xr') continue;
      expect([id, blocked(id)]).toEqual([id, mayLook(id) ? undefined : session && reason(session)]);
    }
  });

  it('[VIEW-4] a lock blocks changes, not copies, and is taken off by its owner and by the host', () => {
    const of = (role: 'host' | 'editor', user: string) =>
      contextOf({ role, selected: lockedBy(user) }).blocked;
    const [mine, others, host] = [
      of('editor', 'user-of-this-very-device'),
      of('editor', 'user-of-peer-number-0'),
      of('host', 'user-of-peer-number-0'),
    ];
    expect([mine('delete'), mine('larger'), mine('duplicate'), mine('unlock')]).toEqual([
      'unlock it first.',
      'unlock it first.',
      undefined,
      undefined,
    ]);
    expect([others('hide'), others('unlock')]).toEqual([
      'locked by Bo Lindqvist.',
      'only Bo Lindqvist or the host can.',
    ]);
    expect([host('align-left'), host('unlock')]).toEqual(['unlock it first.', undefined]);
  });

  it('[VIEW-5] letting go goes back a step at a time', () => {
    const { model, run, calls } = contextOf({ selected: note });
    model.following.value = { user: 'ben', name: 'Ben' };
    model.several.value = true;
    model.choice.value = { tool: 'draw' };
    run('let-go');
    model.following.value = undefined;
    run('let-go');
    model.several.value = false;
    run('let-go');
    model.choice.value = { tool: 'select' };
    run('let-go');
    expect(calls).toEqual([
      ['stopFollowing'],
      ['selectSeveral', false],
      ['choose', { tool: 'select' }],
      ['select', new Set()],
    ]);
  });

  it('[VIEW-7] what depends on the state of things is offered where there is something to do', () => {
    const offered = (setup: Setup, id: CommandId) => describeCommand(id, contextOf(setup).context).isOffered;
    const many = (count: number) => ({ selected: { ...note, count } });
    expect([offered(many(1), 'group'), offered(many(2), 'group'), offered(many(1), 'ungroup')]).toEqual([
      false,
      true,
      true,
    ]);
    expect([offered(many(2), 'space-across'), offered(many(3), 'space-across')]).toEqual([false, true]);
    expect([offered({}, 'show-hidden'), offered({}, 'quick-look'), offered({}, 'align-again')]).toEqual([
      false,
      false,
      false,
    ]);
    const { context, model } = contextOf({});
    model.xr.value = { state: 'none' };
    expect(describeCommand('enter-xr', context)).toMatchObject({
      label: 'This device has no AR',
      isOffered: false,
    });
  });

  it('[VIEW-43] offers what makes sense now, a step its own ways only', () => {
    /** True for those that can be run, false for those that have to wait. */
    const offered = (space: SpaceState, setup: Setup = {}, guide: GuideState = { step: 'off' }) => {
      const { model, context } = contextOf(setup);
      model.space.value = space;
      model.guide.value = guide;
      const all = panelCommandsAt('align').map(id => [id, describeCommand(id, context)] as const);
      const now = all.filter(([, { isOffered }]) => isOffered);
      return Object.fromEntries(now.map(([id, { blocked }]) => [id, blocked === undefined]));
    };
    const quality = { by: 'touch', rms: 0.006, at: deviceTime(0) } as const;
    const aligned = {
      state: 'aligned',
      frame: TABLE.id,
      quality,
      kept: 'anchor',
      problem: undefined,
    } as const;
    const lost: SpaceState = { state: 'unaligned', problem: undefined };
    const one = { frames: [TABLE] };
    const two = { frames: [TABLE, { ...TABLE, id: newObjectId() }] };
    expect(offered(aligned, one)).toEqual({
      'align-by-touch': true,
      'align-by-hand': true,
      'define-points': true,
    });
    expect(offered(aligned, two)).toEqual({ 'align-by-hand': true, 'define-points': true });
    expect(offered(aligned, { ...two, role: 'viewer' })).toEqual({
      'align-by-hand': true,
      'define-points': false,
    });
    expect(offered(lost, one)).toEqual({
      'align-by-touch': true,
      'align-by-hand': true,
      'use-last-place': true,
    });
    expect(offered(lost)).toEqual({ 'align-by-hand': true, 'define-points': true, 'use-last-place': true });

    const step = (name: 'touch' | 'measure', touched: number) =>
      offered(aligned, one, {
        step: name,
        frame: TABLE,
        touched: Array.from({ length: touched }, () => [0, 0, 0] as const),
        problem: undefined,
      });
    expect(step('touch', 0)).toEqual({
      'take-touch-back': false,
      'finish-aligning': false,
      'cancel-aligning': true,
    });
    expect(step('touch', 2)).toEqual({
      'take-touch-back': true,
      'finish-aligning': true,
      'cancel-aligning': true,
    });
    expect(step('measure', 1)).toEqual({ 'take-touch-back': true, 'cancel-aligning': true });
    expect(offered(lost, one, { step: 'carry', frame: TABLE })).toEqual({
      'finish-aligning': true,
      'cancel-aligning': true,
    });
  });
});

describe('what is selected', () => {
  it('[VIEW-6] is told in rows: its title, size, lock and makers', () => {
    const { context } = contextOf({ peers: 1, selected: { ...note, changed: 'several' } });
    const facts = selectionFacts(context, deviceTime(Date.now()));
    expect(facts).toMatchObject({ title: 'Note', size: '30 × 20 × 1.0 cm', blocked: undefined });
    expect(facts?.makers.map(({ term, by }) => `${term} ${by}`)).toEqual([
      'Placed by Bo Lindqvist',
      'Changed by several people',
    ]);
    expect(selectionFacts(contextOf({}).context, deviceTime(0))).toBeUndefined();
    const locked = contextOf({ selected: lockedBy('user-of-this-very-device') });
    expect(selectionFacts(locked.context, deviceTime(0))?.lock.words).toBe(
      'Locked by you. Unlock it to change it.',
    );
  });

  it('[VIEW-8] a person is told to click, to tap or to press by what they hold', () => {
    expect(toolHint({ tool: 'place', kind: 'box' }, 'click')).toBe('Click where the box should go.');
    expect(toolHint({ tool: 'ping' }, 'tap')).toBe('Tap where the others should look.');
    expect(texts.selection.severalWords(0, 'press')).toBe('Press what you want to select');
    for (const { label, hint = '' } of Object.values(texts.commands.NAMES))
      expect(`${label} ${hint}`).not.toMatch(/\b(press|click|tap)/i);
  });
});
