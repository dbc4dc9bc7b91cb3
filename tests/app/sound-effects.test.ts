import { signal } from '@preact/signals-core';
import { describe, expect, it } from 'vitest';
import { type Audible, SoundEffects } from '../../client/app/viewport/sound-effects.ts';
import type { LinkState } from '../../client/model/index.ts';
import { createModel, type Peer, USUAL_PREFERENCES } from '../../client/model/index.ts';
import { newObjectId, type UserId } from '../../shared/ids.ts';
import type { Intent } from '../../shared/session/index.ts';
import { begin, openApp, placeIn } from './device.ts';

const peer = (client: number, user: string): Peer => ({
  client,
  presence: {
    user: user as UserId,
    name: user,
    color: '#4cc2ff',
    device: 'screen',
    attention: 'here',
    held: [],
  },
});

function listener(isOn = true) {
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  model.preferences.value = { ...USUAL_PREFERENCES, sounds: isOn };
  const heard: string[] = [];
  let time = 0;
  const session = signal<Audible | undefined>(undefined);
  const sounding = new SoundEffects({ model, session, play: name => heard.push(name), now: () => time });
  const peers = signal<readonly Peer[]>([]);
  const link = signal<LinkState>({ state: 'connecting', waiting: 0 });
  const done = signal<readonly Intent[]>([]);
  const audible: Audible = { open: { peers, link, user: 'anna' as UserId }, editing: { done } };
  const follow = (next: Audible | undefined = audible): void => {
    session.value = next;
  };
  const leave = (): void => {
    session.value = undefined;
  };
  return { model, heard, sounding, peers, link, done, follow, leave, at: (ms: number) => (time = ms) };
}

const deletion = (): Intent => ({ type: 'delete-object', id: newObjectId() });
const live: LinkState = { state: 'live', waiting: 0 };

describe('sounds', () => {
  it('[SOUND-1] are off until they are asked for', () => {
    const { heard, sounding, follow, done } = listener(false);
    follow();
    done.value = [deletion()];
    sounding.snapped();
    expect(heard).toEqual([]);
  });

  it('[SOUND-2] tell what this person did, and nothing of what was there', async () => {
    const tab = await openApp('http://127.0.0.1:9');
    const session = await begin(tab, 'Heard');
    const { heard, sounding, follow, leave } = listener();
    placeIn(session, 'before');
    session.editing.select(new Set());
    follow(session);
    placeIn(session, 'now');
    session.editing.select(new Set([...session.document.objects.keys()]));
    session.editing.remove();
    sounding.snapped();
    expect(heard).toEqual(['place', 'delete', 'snap']);
    leave();
    session.editing.undo();
    placeIn(session, 'unheard');
    expect(heard).toEqual(['place', 'delete', 'snap']);
  });

  it('[SOUND-2] tell a ping, once', () => {
    const { model, heard, follow } = listener();
    const ping = { asks: 'look', at: [0, 1, 0], name: 'Bo', color: '#5bd68a', isMine: false } as const;
    model.pings.value = [{ key: '1/1', ...ping }];
    follow();
    model.pings.value = [
      { key: '1/1', ...ping },
      { key: '2/1', ...ping },
    ];
    model.pings.value = [{ key: '2/1', ...ping }];
    model.pings.value = [];
    expect(heard).toEqual(['ping']);
  });

  it('[SOUND-2] tell who has come, once, and not who was there before', () => {
    const { heard, follow, peers, link, at } = listener();
    follow();
    link.value = live;
    at(300);
    peers.value = [peer(1, 'bo')];
    at(20_000);
    peers.value = [peer(1, 'bo'), peer(2, 'anna')];
    expect(heard).toEqual([]);
    peers.value = [peer(1, 'bo'), peer(3, 'chidi')];
    expect(heard).toEqual(['joined']);
    link.value = { state: 'offline', waiting: 0 };
    peers.value = [];
    link.value = live;
    peers.value = [peer(7, 'chidi'), peer(8, 'bo')];
    expect(heard).toEqual(['joined']);
  });
});
