import { describe, expect, it } from 'vitest';
import type { Member, Peer } from '../../client/model/index.ts';
import { presenceWords } from '../../client/view/index.ts';
import type { UserId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';

const NOW = deviceTime(Date.UTC(2026, 5, 1, 12));
const member = (presence: Member['presence']): Member => ({
  user_id: 'ana' as UserId,
  name: 'Ana',
  role: 'editor',
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
