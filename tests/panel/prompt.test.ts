import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { createNotices } from '../../client/app/notices.ts';
import { announceSpaceProblems } from '../../client/app/space/space-notices.ts';
import {
  type Actions,
  createModel,
  type OpenSession,
  type Peer,
  type SeenPing,
} from '../../client/model/index.ts';
import { createContext } from '../../client/panel/context.ts';
import { currentPrompt } from '../../client/panel/frame/prompt.ts';
import { LOOK } from '../../client/panel/widgets/widgets.ts';
import { pingSaid } from '../../client/view/text/together.ts';
import { newSessionId, type UserId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';
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

/** The little of an open session that the strip asks about while nothing is wrong. */
const sessionWith = (...peers: readonly Peer[]): OpenSession =>
  ({
    user: ANNA,
    peers: signal(peers),
    role: signal('host'),
    permission: signal('edit'),
    service: quietService(),
    refusals: { state: signal({ state: 'none' }) },
  }) as unknown as OpenSession;

describe('what has come over the alignment', () => {
  it('[ROOM-21] is said on every other page and under a menu that is put away, in amber, with a press to align again', () => {
    const model = createModel({ name: 'Anna', color: '#4cc2ff' });
    const calls: string[] = [];
    const notices = createNotices(model.notices);
    const alignAgain = () => void calls.push('again');
    announceSpaceProblems({ model, notices, alignAgain, prefer: () => undefined });
    const actions = { dismissNotice: notices.dismiss } as Actions;
    const context = createContext(model, actions, { keyboard: () => undefined, voice: undefined });
    const said = currentPrompt(context);
    const quality = { by: 'touch', rms: 0.006, at: deviceTime(0) } as const;
    const aligned = { state: 'aligned', frame: undefined, quality, kept: 'visit' } as const;
    model.space.value = { ...aligned, problem: { code: 'align/gone' } };
    for (const page of ['place', 'people', 'settings'] as const) {
      context.page.value = page;
      expect(said.value).toMatchObject({ color: LOOK.waiting, isUrgent: true });
    }
    context.page.value = 'align';
    expect(said.value, 'its own page says it').toBeUndefined();
    context.isOpen.value = false;
    expect(said.value?.title).toBe('These reference points were deleted');
    expect(said.value?.actions.map(({ label }) => label)).toEqual(['Align again', 'Dismiss']);
    said.value?.actions[0]?.run();
    expect(calls).toEqual(['again']);
    model.space.value = { ...aligned, problem: { code: 'align/moved' } };
    expect(said.value?.title).toBe('The headset lost its place in the room');
    said.value?.actions[1]?.run();
    expect(said.value).toBeUndefined();
  });
});

describe('a ping in a headset', () => {
  it('[TOGETHER-6] is said on the menu’s head, and under a menu that is put away, as long as it is shown', () => {
    const model = createModel({ name: 'Anna', color: '#4cc2ff' });
    const open = sessionWith(peer(2, 'ben'));
    model.session.value = { state: 'open', id: newSessionId(), open };
    const context = createContext(model, {} as Actions, { keyboard: () => undefined, voice: undefined });
    const said = currentPrompt(context);
    model.pings.value = [ping(false)];
    expect(pingSaid(open, model.pings.value)).toBe('Ben: look here');
    expect(said.value).toBeUndefined();
    context.isOpen.value = false;
    expect(said.value).toMatchObject({ title: 'Ben: look here', isUrgent: true, actions: [] });
    model.pings.value = [];
    expect(said.value).toBeUndefined();
  });

  it('[TOGETHER-6] that is one’s own is said only where nobody else sees it; another device of one’s own is nobody else', () => {
    expect(pingSaid(sessionWith(peer(2, 'ben')), [ping(true)])).toBeUndefined();
    expect(pingSaid(sessionWith(peer(3, ANNA)), [ping(true)])).toBe('Nobody else is here to see it');
  });
});
