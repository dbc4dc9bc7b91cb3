import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import type { LinkState, Member, OpenSession, Peer, Remote } from '../../client/model/index.ts';
import { peopleRows, personActions } from '../../client/view/index.ts';
import { presenceWords } from '../../client/view/people.ts';
import type { UserId } from '../../shared/ids.ts';
import type { Role } from '../../shared/session/index.ts';
import { deviceTime } from '../support/builders.ts';
import { quietService } from '../ui/preview/service.ts';

const NOW = deviceTime(Date.UTC(2026, 5, 1, 12));
const ME = { profile: signal({ name: 'Me', color: '#4cc2ff' }) };
const member = (presence: Member['presence'], name = 'Ana', role: Role = 'editor'): Member => ({
  user_id: name.toLowerCase() as UserId,
  name,
  role,
  presence,
  joined: deviceTime(NOW - 2 * 60 * 60_000),
  last_seen: deviceTime(NOW - 3 * 60_000),
});
const device = (attention: Peer['presence']['attention'], kind: Peer['presence']['device']): Peer => ({
  client: 1,
  presence: { user: 'ana', name: 'Ana', color: '#5bd68a', device: kind, attention, held: [] },
});
const words = (presence: Member['presence'], ...peers: Peer[]): string =>
  presenceWords(member(presence), peers, NOW);

interface Setup {
  readonly role?: Role;
  readonly link?: LinkState;
  readonly peers?: readonly Peer[];
}

/** The little of an open session that people are read from. */
function session(
  members: Remote<readonly Member[]>,
  { role = 'host', link = { state: 'live', waiting: 0 }, peers = [] }: Setup = {},
) {
  const calls: unknown[][] = [];
  const service = {
    ...quietService(),
    members: signal(members),
    changeRole: async (...args: unknown[]) => void calls.push(['changeRole', ...args]),
    removeMember: async (...args: unknown[]) => void calls.push(['removeMember', ...args]),
  };
  const open = {
    user: 'me' as UserId,
    role: signal(role),
    link: signal(link),
    peers: signal(peers),
    participants: signal([
      { id: 'zoe', name: 'Zoe', color: '#f09ee0', joined: 0 },
      { id: 'ben', name: 'Ben', color: '#f09ee0', joined: 0 },
    ]),
    service,
  } as unknown as OpenSession;
  const rows = () => peopleRows({ model: ME }, open, NOW);
  return { open, rows, calls };
}
const ready = (...value: readonly Member[]): Remote<readonly Member[]> => ({
  state: 'ready',
  value,
  at: NOW,
});

describe('how present somebody is', () => {
  it('[TOGETHER-9] is here, away, asleep or gone, by the device that they are most at', () => {
    expect(words('here', device('here', 'headset'))).toBe('here, on a headset');
    expect(words('here', device('away', 'screen'))).toBe('away for a moment');
    expect(words('here', device('asleep', 'headset'))).toBe('asleep, headset off');
    expect(words('here', device('asleep', 'headset'), device('away', 'screen'))).toBe('away for a moment');
    expect(words('here', device('asleep', 'headset'), device('here', 'phone'))).toBe('here, on a phone');
    expect(words('away')).toBe('away for a moment');
    expect(words('gone')).toBe('gone, last here 3 minutes ago');
  });
});

describe('the people of a session', () => {
  it('[VIEW-25] come in one order, however the relay lists them: oneself, then by presence and name', () => {
    const all = [
      member('gone', 'Ada'),
      member('here', 'Cem'),
      member('away', 'Ben'),
      member('gone', 'Me'),
      member('here', 'Ana'),
    ];
    const names = (list: readonly Member[]) =>
      session(ready(...list))
        .rows()
        .map(({ name }) => name);
    for (const list of [all, [...all].reverse(), [...all.slice(2), ...all.slice(0, 2)]])
      expect(names(list)).toEqual(['Me', 'Ana', 'Cem', 'Ben', 'Ada']);
  });

  it('[VIEW-25] are those whom this device knows, while the relay has said nothing', () => {
    const { rows } = session({ state: 'asking' }, { peers: [device('here', 'screen')] });
    expect(rows().map(({ name, presence, role }) => [name, presence, role])).toEqual([
      ['Me', 'you', 'host'],
      ['Ana', 'here', undefined],
      ['Ben', 'was here before', undefined],
      ['Zoe', 'was here before', undefined],
    ]);
    const last = session({ state: 'failed', error: { code: 'api/unavailable' }, last: [member('gone')] });
    expect(last.rows().map(({ name }) => name)).toEqual(['Ana']);
  });

  it('[VIEW-26] are managed by the host alone, neither themselves nor another host, and after a question', async () => {
    const members = ready(member('here', 'Me', 'host'), member('here', 'Ana'), member('here', 'Bo', 'host'));
    const managed = (role: Role) =>
      session(members, { role })
        .rows()
        .filter(({ mayManage }) => mayManage)
        .map(({ name }) => name);
    expect(managed('host')).toEqual(['Ana']);
    expect(managed('editor')).toEqual([]);
    const { open, rows, calls } = session(members);
    const ana = rows().find(({ name }) => name === 'Ana');
    if (!ana) throw new Error('Ana is not listed');
    const { blocked, handOver, remove } = personActions(open, ana);
    expect(blocked).toBeUndefined();
    expect(handOver.question).toMatch(/^Make Ana the host\?/);
    expect(remove.question).toMatch(/^Remove Ana .* Their copy stays on their device/);
    await handOver.run();
    await remove.run();
    expect(calls).toEqual([
      ['changeRole', 'ana', 'host'],
      ['removeMember', 'ana'],
    ]);
    const away = session(members, { link: { state: 'offline', waiting: 0 } });
    expect(personActions(away.open, ana).blocked).toMatch(/cannot be reached/);
  });
});
