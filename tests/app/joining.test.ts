import { describe, expect, it } from 'vitest';
import { reportUnexpectedErrors } from '../../client/app/notices.ts';
import { open, shared } from '../link/harness.ts';
import { newFolder } from '../support/cleanup.ts';
import { relayOn } from '../support/relay.ts';
import { freePort } from '../support/relay-process.ts';
import { until } from '../support/until.ts';
import { address, begin, goTo, openApp, said, tellPage, wakePage } from './device.ts';

describe('a code that is used without a relay', () => {
  it('[APP-26] waits on this device, says so, and opens its session once there is a relay', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const relay = await relayOn({ port, dataFolder });
    const host = await open(relay.url);
    await host.link.synced;
    const code = await shared(host, 'editor', relay.url);
    await relay.close();

    const before = await openApp(relay.url);
    goTo(`#join=${code}`);
    await before.joining.join(code.toLowerCase());
    expect(said(before)).toEqual(['join-waits']);
    expect(address()).toBe('#');
    expect(before.lifecycle.session.peek()).toBeUndefined();
    before.joining.close();

    const after = await openApp(relay.url);
    await after.joining.resume();
    expect(said(after)).toEqual(['join-waits']);
    await relayOn({ port, dataFolder });
    wakePage();
    await until(() => after.lifecycle.session.peek()?.id === host.id, 'the session');
    expect(said(after)).toEqual([]);
    expect(await after.disk.waitingJoin.get()).toEqual({ ok: true, value: undefined });
  });

  it('[APP-26] takes nobody out of the session that they are in', async () => {
    const [port, dataFolder] = [await freePort(), newFolder()];
    const relay = await relayOn({ port, dataFolder });
    const host = await open(relay.url);
    await host.link.synced;
    const code = await shared(host, 'viewer', relay.url);
    await relay.close();
    const app = await openApp(relay.url);
    await app.joining.join(code);
    const mine = await begin(app, 'In the middle of something');
    await relayOn({ port, dataFolder });
    wakePage();
    await until(() => said(app).includes('join-worked'), 'the word that it worked');
    expect(app.lifecycle.session.peek()).toBe(mine);
    expect(await app.library.find(host.id)).toMatchObject({ role: 'viewer' });
    app.model.notices.peek()[0]?.actions[0]?.run();
    await until(() => app.lifecycle.session.peek()?.id === host.id, 'the joined session');
  });

  it('[APP-26] can be forgotten, and a wrong one is not kept', async () => {
    const app = await openApp(`http://127.0.0.1:${await freePort()}`);
    await app.joining.join('ABCD-EFGH-JKMN');
    const [, forget] = app.model.notices.peek()[0]?.actions ?? [];
    forget?.run();
    await until(async () => {
      const kept = await app.disk.waitingJoin.get();
      return kept.ok && kept.value === undefined;
    }, 'it to be forgotten');
    expect(said(app)).toEqual([]);
    const relay = await relayOn();
    const online = await openApp(relay.url);
    await online.joining.join('ABCD-EFGH-JKMN');
    expect(said(online)).toEqual(['api/code-unknown']);
    expect(await online.disk.waitingJoin.get()).toEqual({ ok: true, value: undefined });
  });
});

it('[APP-27] what nobody expected to fail is said once, and harmless words of the browser are not', async () => {
  const app = await openApp(`http://127.0.0.1:${await freePort()}`);
  reportUnexpectedErrors(app.notices);
  tellPage(new Event('error'));
  expect(said(app)).toEqual([]);
  tellPage(new Event('unhandledrejection'));
  tellPage(Object.assign(new Event('error'), { error: new Error('a bug') }));
  expect(said(app)).toEqual(['app/bug']);
});
