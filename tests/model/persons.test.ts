import { describe, expect, it } from 'vitest';
import { type Peer, presenceWords } from '../../client/model/index.ts';
import type { MemberView } from '../../shared/api/index.ts';
import type { UserId } from '../../shared/ids.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const member = (presence: MemberView['presence']): MemberView => ({
  user_id: 'ana' as UserId,
  name: 'Ana',
  role: 'editor',
  presence,
  joined: '2026-06-01T10:00:00Z',
  last_seen: '2026-06-01T11:57:00Z',
});
const device = (attention: Peer['presence']['attention'], kind: Peer['presence']['device']): Peer => ({
  client: 1,
  presence: { user: 'ana', name: 'Ana', color: '#5bd68a', device: kind, attention, held: [] },
});
const words = (presence: MemberView['presence'], ...peers: Peer[]): string =>
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
