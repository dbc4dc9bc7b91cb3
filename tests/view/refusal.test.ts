import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { LinkState, OpenSession } from '../../client/model/index.ts';
import { type RefusalChoice, type RefusalView, refusalView } from '../../client/view/index.ts';
import type { AppError } from '../../shared/errors.ts';
import type { Role } from '../../shared/session/index.ts';

const live: LinkState = { state: 'live', waiting: 0 };
const offline: LinkState = { state: 'offline', waiting: 1 };
const out: LinkState = { state: 'refused', waiting: 1, error: { code: 'link/forbidden' } };

interface Setup {
  readonly state?: RefusalView['state'];
  readonly reason?: AppError;
  readonly about?: 'edits' | 'session';
  readonly link?: LinkState;
  readonly role?: Role;
}

/** What is shown; `setup`: the little of an open session that it is about. */
function view({
  state = 'kept',
  reason = { code: 'link/forbidden' },
  about = 'session',
  link = live,
  role = 'viewer',
}: Setup = {}): RefusalView {
  const refused = { state, about, reason, edits: [] };
  const open = {
    link: signal(link),
    role: signal(role),
    refusals: { state: signal(refused) },
  } as unknown as OpenSession;
  const shown = refusalView(open, { openSession: async () => undefined });
  if (!shown) throw new Error('nothing is refused');
  return shown;
}
const choice = (setup: Setup, id: RefusalChoice['id']): RefusalChoice | undefined =>
  view(setup).choices.find(each => each.id === id);
const ids = (setup: Setup) => view(setup).choices.map(({ id }) => id);

describe('what the relay did not take', () => {
  it('[UI-34] the host is asked once the relay can be reached; whom the relay lets in no more can ask all the same', () => {
    expect(choice({}, 'ask')).toMatchObject({ label: 'Ask the host', isMain: true, blocked: undefined });
    const ofEdits = { reason: { code: 'gate/role' }, about: 'edits', link: offline } as const;
    expect(choice(ofEdits, 'ask')?.blocked).toMatch(/once the relay can be reached/);
    expect(choice({ link: out }, 'ask')?.blocked).toBeUndefined();
    expect(choice({ state: 'asked' }, 'ask')).toMatchObject({ label: 'Ask again', isMain: false });
    for (const link of [live, offline, out])
      for (const id of ['ask', 'copy', 'retry', 'discard'] as const)
        expect(choice({ state: 'working', link }, id)?.blocked).toMatch(/under way/);
  });

  it('[UI-34] nobody is asked by the host, nor where the session is gone', () => {
    expect(ids({})).toContain('ask');
    expect(ids({ role: 'host' })).not.toContain('ask');
    expect(ids({ reason: { code: 'link/gone' } })).not.toContain('ask');
  });

  it('[UI-36] a place is asked for, and not where anybody may open the session again, nor for one’s own windows', () => {
    const full = { code: 'link/full', detail: 'session is full (2 of 2)' } as const;
    expect(choice({ link: out, reason: full }, 'ask')?.detail).toMatch(/make room/);
    expect(view({ state: 'asked', reason: full }).progress).toMatch(/asked for a place/);
    const own = { code: 'link/full', detail: '20 sockets of yours are in this session' } as const;
    expect(ids({ link: out, reason: own })).not.toContain('ask');
    for (const role of ['host', 'editor', 'viewer'] as const) {
      const away = { link: out, role, reason: { code: 'link/archived' } } as const;
      expect(ids(away)).toEqual(['retry', 'copy', 'file', 'discard']);
      expect(choice(away, 'retry')).toMatchObject({ label: 'Open it again', isMain: true });
    }
  });

  it('[UI-36] what is only here is counted, and how it ends is said', () => {
    const known = (reason: AppError, waiting: number): string =>
      view({ link: { ...out, waiting }, reason }).kept;
    expect(known({ code: 'link/full' }, 2)).toBe(
      '2 edits of yours are only here. You can go on; they go up by themselves once there is a place.',
    );
    expect(known({ code: 'link/archived' }, 1)).toBe(
      '1 edit of yours is only here. You can go on; it goes up by itself once somebody opens the session again.',
    );
    expect(known({ code: 'link/full' }, 0)).toMatch(/come in by yourself once there is a place/);
    expect(known({ code: 'link/forbidden' }, 3)).toBe(
      '3 edits of yours are only here. You can go on here; nobody else sees it.',
    );
  });

  it('[UI-34] what is under way is said, and nothing where the person decides', () => {
    expect(view({ state: 'asked' }).progress).toMatch(/has been asked/);
    expect(view({ state: 'working' }).progress).toMatch(/Working/);
    expect(view().progress).toBeUndefined();
  });

  it('[VIEW-20] what ends by itself is no loss, and looks like none; what nobody can bring back asks first, last of all', () => {
    for (const code of ['link/full', 'link/archived', 'link/unreadable'] as const)
      expect(view({ reason: { code } }).tone).toBe('waiting');
    for (const code of ['link/forbidden', 'link/gone', 'gate/role'] as const)
      expect(view({ reason: { code } }).tone).toBe('loss');
    expect(view({ reason: { code: 'gate/locked' }, about: 'edits' }).tone).toBe('loss');
    const asking = view().choices.filter(({ asks }) => asks !== undefined);
    expect(asking).toEqual([view().choices.at(-1)].map(last => expect.objectContaining({ id: last?.id })));
  });
});
