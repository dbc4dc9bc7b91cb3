import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { createNotices } from '../../client/app/notices.ts';
import { announceSpaceProblems } from '../../client/app/space/space-notices.ts';
import {
  type AccessRequest,
  type Actions,
  createModel,
  type Model,
  type Notice,
  type OpenSession,
  type Peer,
  type Permission,
  type RefusalState,
  type SeenPing,
} from '../../client/model/index.ts';
import { createContext } from '../../client/panel/context.ts';
import { shownPrompt } from '../../client/panel/frame/prompt-bar.ts';
import { createPrompts, createToast, newsOfPings, type Prompt } from '../../client/view/index.ts';
import type { AppError } from '../../shared/errors.ts';
import { newSessionId, type UserId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
import { STANDING } from '../ui/preview/served.ts';
import { quietService } from '../ui/preview/service.ts';

const ANNA = 'anna' as UserId;
const peer = (client: number, user: string): Peer => ({
  client,
  presence: { user, name: user, color: '#4cc2ff', device: 'screen', attention: 'here', held: [] },
});
const ping = (isMine: boolean): SeenPing => ({
  key: 'one',
  asks: 'look',
  at: [0, 0, 0],
  name: 'Ben',
  color: '#5bd68a',
  isMine,
});
const request = (asks: AccessRequest['asks']): AccessRequest => ({
  user_id: 'ben' as UserId,
  name: 'Ben',
  role: 'editor',
  asks,
  at: deviceTime(0),
});
const refusal = (about: 'edits' | 'session', reason: AppError): RefusalState => ({
  state: 'kept',
  about,
  reason,
  edits: [],
});

/** The little of an open session that prompts are about, and what changes of it. */
function createSession(...peers: readonly Peer[]) {
  const parts = {
    permission: signal<Permission>('edit'),
    standing: signal({ ...STANDING, requests: [] as readonly AccessRequest[] }),
    refusal: signal<RefusalState>({ state: 'none' }),
  };
  const open = {
    user: ANNA,
    peers: signal(peers),
    participants: signal([]),
    role: signal('host'),
    permission: parts.permission,
    link: signal({ state: 'live', waiting: 0 }),
    disk: signal({ state: 'saved' }),
    service: { ...quietService(), standing: parts.standing },
    refusals: { state: parts.refusal },
  } as unknown as OpenSession;
  return { open, ...parts };
}
type Session = ReturnType<typeof createSession>;

function enter(model: Model, ...peers: readonly Peer[]): Session {
  const session = createSession(...peers);
  model.session.value = { state: 'open', id: newSessionId(), open: session.open };
  return session;
}

const usualModel = (): Model => createModel({ name: 'Anna', color: '#4cc2ff' });
const contextOf = (model: Model, actions = {} as Actions) =>
  createContext(model, actions, { keyboard: () => undefined, voice: undefined });

describe('what is said first', () => {
  const notice = (tone: Notice['tone']): Notice => ({ id: tone, tone, title: tone, detail: '', actions: [] });
  const add = (model: Model, each: Notice) => {
    model.notices.value = [...model.notices.value, each];
  };
  type Cause = (model: Model, session: Session, show: (words: string) => void) => void;
  const CAUSES: readonly (readonly [Prompt['kind'], Cause])[] = [
    ['loss', model => add(model, notice('loss'))],
    [
      'alignment',
      model => {
        const quality = { by: 'touch', rms: 0.006, at: deviceTime(0) } as const;
        const problem = { code: 'align/gone' } as const;
        model.space.value = { state: 'aligned', frame: undefined, quality, kept: 'visit', problem };
        add(model, { ...notice('waiting'), id: problem.code });
      },
    ],
    ['notice', model => add(model, notice('info'))],
    ['toast', (_, __, show) => show('Done')],
    [
      'request',
      (_, { standing }) => {
        standing.value = { ...standing.value, requests: [request('role')] };
      },
    ],
    [
      'refused',
      (_, session) => {
        session.refusal.value = refusal('edits', { code: 'gate/role' });
      },
    ],
    [
      'ping',
      model => {
        model.pings.value = [ping(false)];
      },
    ],
    [
      'read-only',
      (_, { permission }) => {
        permission.value = 'viewer';
      },
    ],
    [
      'update',
      model => {
        model.pwa.value = { state: 'update' };
      },
    ],
  ];

  /** What is said once all of `causes` have come about, one after the other. */
  function saidOf(causes: typeof CAUSES): readonly Prompt[] {
    const model = usualModel();
    const session = enter(model, peer(2, 'ben'));
    const toast = createToast();
    const prompts = createPrompts({ model, actions: {} as Actions, toast, decide: () => undefined });
    for (const [, cause] of causes) {
      cause(model, session, toast.show);
      prompts.value;
    }
    return prompts.value;
  }

  it('[VIEW-21] does not depend on what came first: for any two, and for all of them in any order', () => {
    const kinds = (causes: typeof CAUSES) => saidOf(causes).map(({ kind }) => kind);
    for (const [i, a] of CAUSES.entries())
      for (const b of CAUSES.slice(i + 1)) {
        expect(kinds([a, b])).toEqual([a[0], b[0]]);
        expect(kinds([b, a])).toEqual([a[0], b[0]]);
      }
    const all = CAUSES.map(([kind]) => kind);
    for (let turn = 0; turn < CAUSES.length; turn++)
      expect(kinds([...CAUSES.slice(turn), ...CAUSES.slice(0, turn)])).toEqual(all);
    expect(kinds([...CAUSES].reverse())).toEqual(all);
  });

  it('[VIEW-21] what nobody waits for is not said while a surface is put away', () => {
    const calm = saidOf(CAUSES).filter(({ isUrgent }) => !isUrgent);
    expect(calm.map(({ kind }) => kind)).toEqual(['refused', 'read-only', 'update']);
  });

  it('[VIEW-22] is red only where something may be lost or a refusal needs a decision: full and archived wait', () => {
    const toneOf = (about: 'edits' | 'session', code: AppError['code']) =>
      saidOf([
        [
          'refused',
          (_, session) => {
            session.refusal.value = refusal(about, { code });
          },
        ],
      ]).map(({ kind, tone }) => [kind, tone]);
    expect(toneOf('session', 'link/full')).toEqual([['lockout', 'waiting']]);
    expect(toneOf('session', 'link/archived')).toEqual([['lockout', 'waiting']]);
    expect(toneOf('session', 'link/forbidden')).toEqual([['lockout', 'loss']]);
    expect(toneOf('edits', 'gate/role')).toEqual([['refused', 'loss']]);
    const rest = saidOf(CAUSES).filter(({ kind }) => kind !== 'loss' && kind !== 'refused');
    expect(rest.filter(({ tone }) => tone === 'loss')).toEqual([]);
  });

  it('[VIEW-23] a lockout comes before a request, and that before edits that wait', () => {
    const model = usualModel();
    const session = enter(model);
    const said = shownPrompt(contextOf(model));
    session.standing.value = { ...session.standing.value, requests: [request('role')] };
    session.refusal.value = refusal('edits', { code: 'gate/role' });
    expect(said.value?.kind).toBe('request');
    session.refusal.value = refusal('session', { code: 'link/full' });
    expect(said.value?.kind).toBe('lockout');
  });

  it('[VIEW-24] a request says what allowing it does beyond what is asked for', async () => {
    const model = usualModel();
    const session = enter(model);
    const said = shownPrompt(contextOf(model));
    const set = (asks: AccessRequest['asks'], settings: Partial<(typeof STANDING)['settings']>) => {
      session.standing.value = {
        ...STANDING,
        settings: { ...STANDING.settings, ...settings },
        requests: [request(asks)],
      };
      return said.value;
    };
    expect(set('role', { allow_editing: false })).toMatchObject({
      title: 'Ben asks to edit',
      detail: 'Editing is off: allowing it turns it on for everybody.',
    });
    expect(set('place', { max_participants: 8 })).toMatchObject({
      title: 'Ben asks for a place: the session is full',
      detail: '8 guests may be in at once. Allowing it makes room for one more.',
    });
    expect(set('role', {})?.actions.map(({ label }) => label)).toEqual(['Not now', 'Allow']);
  });
});

describe('what has come over the alignment', () => {
  it('[ROOM-21] is said on every other page and under a menu that is put away, in amber, with a press to align again', () => {
    const model = usualModel();
    const calls: string[] = [];
    const notices = createNotices(model.notices);
    const alignAgain = () => void calls.push('again');
    announceSpaceProblems({ model, notices, alignAgain, prefer: () => undefined });
    const context = contextOf(model, { dismissNotice: notices.dismiss } as Actions);
    const said = shownPrompt(context);
    const quality = { by: 'touch', rms: 0.006, at: deviceTime(0) } as const;
    const aligned = { state: 'aligned', frame: undefined, quality, kept: 'visit' } as const;
    model.space.value = { ...aligned, problem: { code: 'align/gone' } };
    for (const page of ['place', 'people', 'settings'] as const) {
      context.page.value = page;
      expect(said.value).toMatchObject({ tone: 'waiting', isUrgent: true });
    }
    context.page.value = 'align';
    expect(said.value, 'its own page says it').toBeUndefined();
    context.isOpen.value = false;
    expect(said.value?.title).toBe('These reference points were deleted');
    expect(said.value?.actions.map(({ label }) => label)).toEqual(['Align again']);
    said.value?.actions[0]?.run();
    expect(calls).toEqual(['again']);
    model.space.value = { ...aligned, problem: { code: 'align/moved' } };
    expect(said.value?.title).toBe('The headset lost its place in the room');
    said.value?.dismiss?.();
    expect(said.value).toBeUndefined();
  });
});

describe('a ping in a headset', () => {
  it('[TOGETHER-6] is said on the menu’s head, and under a menu that is put away, as long as it is shown', () => {
    const model = usualModel();
    const { open } = enter(model, peer(2, 'ben'));
    const context = contextOf(model);
    const said = shownPrompt(context);
    model.pings.value = [ping(false)];
    expect(newsOfPings(open, model.pings.value)).toBe('Ben: look here');
    expect(said.value).toBeUndefined();
    context.isOpen.value = false;
    expect(said.value).toMatchObject({ title: 'Ben: look here', isUrgent: true, actions: [] });
    model.pings.value = [];
    expect(said.value).toBeUndefined();
  });

  it('[TOGETHER-6] that is one’s own is said only where nobody else sees it; another device of one’s own is nobody else', () => {
    const words = (other: Peer) => newsOfPings(createSession(other).open, [ping(true)]);
    expect(words(peer(2, 'ben'))).toBeUndefined();
    expect(words(peer(3, ANNA))).toBe('Nobody else is here to see it');
  });
});
