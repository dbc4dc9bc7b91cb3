import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readConfig } from '../../relay/index.ts';
import { reachabilityLines } from '../../relay/reachability.ts';
import { MESSAGE } from '../../shared/protocol.ts';
import { newFolder, onCleanup } from '../support/cleanup.ts';
import { type Started, startProgram } from '../support/cli.ts';
import { editOf, equalDocs, put } from '../support/documents.ts';
import { useProgram } from '../support/programs.ts';
import { hostOf } from '../support/relay.ts';
import { until } from '../support/until.ts';
import { ack, fetchDocument, RawClient, update } from '../support/wire.ts';

const RELAY = useProgram('relay', { file: 'relay/main.ts' });

/** The relay as a process of its own. */
const run = (env: Record<string, string>): Started =>
  startProgram(RELAY, [], { PORT: '0', HOST: '127.0.0.1', ...env });

async function ready(running: Started): Promise<string> {
  const url = (): string | undefined => /ready at (http:\S+)/.exec(running.out())?.[1];
  await Promise.race([until(url, 'the relay to be ready'), running.ended]);
  const found = url();
  if (found === undefined) throw new Error(`ended before it was ready: ${running.err()}`);
  return found;
}

const start = async (env: Record<string, string>): Promise<Started & { url: string }> => {
  const running = run(env);
  return { ...running, url: await ready(running) };
};

describe('the process', { timeout: 120_000 }, () => {
  it('[PROC-1] killed with SIGKILL at any moment, it has every update that it acknowledged', async () => {
    const AI_FRAME_DATA = newFolder();
    let relay = await start({ AI_FRAME_DATA });
    const host = await hostOf(relay.url);
    const doc = new Y.Doc();
    let acked = 0;
    let sent = 0;
    for (let round = 0; round < 4; round++) {
      const client = await RawClient.join(relay.url, host);
      // What the last kill left unacknowledged goes up again, as a device would do.
      client.send(update(Y.encodeStateAsUpdate(doc)));
      const target = acked + 120 + round * 37;
      const listen = (): undefined => {
        for (const m of client.received) {
          if (m.type === MESSAGE.ack) acked = Math.max(acked, Buffer.from(m.body).readUInt32BE());
        }
        client.received.length = 0;
      };
      while (acked < target) {
        sent += 1;
        client.send(update(editOf(doc, put(`o${sent}`, sent))));
        const number = Buffer.alloc(4);
        number.writeUInt32BE(sent);
        client.send(ack(number));
        if (sent % 7 === 0) await new Promise(resolve => setImmediate(resolve));
        listen();
        // Some always under way, none over the relay's rate.
        await until(() => listen() || sent - acked < 60, 'acks to keep up');
        if (client.closed) throw new Error(client.closed.reason);
      }
      relay.child.kill('SIGKILL');
      expect((await relay.ended).signal).toBe('SIGKILL');
      listen();
      relay = await start({ AI_FRAME_DATA });
      const kept = (await fetchDocument(relay.url, host)).getMap('objects');
      const lost = Array.from({ length: acked }, (_, i) => `o${i + 1}`).filter(key => !kept.has(key));
      expect(lost).toEqual([]);
    }
    expect(acked).toBeGreaterThan(600);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '[PROC-2] %s: sockets closed with 1001, everything on disk, exit code 0',
    async signal => {
      const AI_FRAME_DATA = newFolder();
      const relay = await start({ AI_FRAME_DATA });
      const host = await hostOf(relay.url);
      const doc = new Y.Doc();
      const client = await RawClient.join(relay.url, host);
      for (let i = 0; i < 40; i++) client.send(update(editOf(doc, put(`o${i}`, i))));
      // The relay has them all, whether or not they are on disk yet.
      await client.barrier(1);
      for (let i = 0; i < 40; i++) client.send(update(editOf(doc, put(`p${i}`, i))));
      client.send(ack(Uint8Array.of(2)));
      await client.hears(m => m.type === MESSAGE.ack && m.body[0] === 2);
      relay.child.kill(signal);
      expect((await client.closes()).code).toBe(1001);
      expect((await relay.ended).code).toBe(0);
      expect(relay.err()).toBe('');
      const again = await start({ AI_FRAME_DATA });
      expect(equalDocs(await fetchDocument(again.url, host), doc)).toBe(true);
    },
  );

  it('[PROC-3] prints one ready line, and neither tokens nor codes nor names anywhere', async () => {
    const relay = await start({ AI_FRAME_DATA: newFolder(), AI_FRAME_LOG: 'trace' });
    const host = await hostOf(relay.url);
    const client = await RawClient.join(relay.url, host);
    client.send(update(editOf(new Y.Doc(), put('private', 'content'))));
    await client.barrier(1);
    const bad = new RawClient(relay.url, `/ws/sessions/${host.session}`, [
      'aiframe.v1',
      `token.${host.token}x`,
    ]);
    await bad.closes();
    client.ws.send('text');
    await client.closes();
    const broken = connect(Number(new URL(relay.url).port), '127.0.0.1', () =>
      broken.write(`GET / HTTP/1.1\r\nAuthorization: Bearer ${host.token}\r\n no header\u0001\r\n\r\n`),
    );
    await once(broken.resume(), 'close');
    relay.child.kill('SIGTERM');
    await relay.ended;
    expect(relay.out().match(/AI Frame is ready at http:\/\/127\.0\.0\.1:\d+\n/g)).toHaveLength(1);
    const all = relay.out() + relay.err();
    for (const secret of [host.token, host.token.slice(-20), 'private', 'content']) {
      expect(all.includes(secret)).toBe(false);
      // Nor as the bytes of a buffer.
      expect(all.includes([...Buffer.from(secret)].join())).toBe(false);
    }
  });

  it('[PROC-4] a taken port, an unusable data folder, a folder in use and bad settings: one sentence, exit code 1', async () => {
    const taken: Server = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onCleanup(() => taken.close());
    const { port } = taken.address() as { port: number };
    const used = newFolder();
    await start({ AI_FRAME_DATA: used });
    const file = newFolder();
    writeFileSync(file, 'not a folder');
    const sealed = newFolder();
    const key = (n: number): string => Buffer.alloc(32, n).toString('base64');
    const first = await start({ AI_FRAME_DATA: sealed, AI_FRAME_MASTER_KEY: key(1) });
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    const cases: [Record<string, string>, RegExp][] = [
      [{ PORT: String(port) }, new RegExp(`^Port ${port} is taken.*PORT\\.\n$`)],
      [{ PORT: 'eighty' }, /^PORT must be .*“eighty”\.\n$/],
      [{ HOST: '203.0.113.7' }, /^HOST is “203\.0\.113\.7”.*\n$/],
      [{ AI_FRAME_LOG: 'loud' }, /^AI_FRAME_LOG must be .*\n$/],
      [{ AI_FRAME_PUBLIC_URL: 'ar.example.org' }, /^AI_FRAME_PUBLIC_URL must be .*“ar\.example\.org”\.\n$/],
      [{ AI_FRAME_APP: file }, /^AI_FRAME_APP must be .*\n$/],
      [{ AI_FRAME_DATA: file }, /^The data folder .* AI_FRAME_DATA\.\n$/],
      [{ AI_FRAME_MASTER_KEY: 'secret' }, /^AI_FRAME_MASTER_KEY must be (?!.*secret).*\n$/],
      [{ AI_FRAME_MASTER_KEY_FILE: file }, /^AI_FRAME_MASTER_KEY_FILE must hold .*\n$/],
      [{ AI_FRAME_MASTER_KEY_FILE: '/no/such/key' }, /^AI_FRAME_MASTER_KEY_FILE is .*ENOENT.*\n$/],
      [
        { AI_FRAME_DATA: sealed },
        /^The relay’s master key does not open its data folder .*no key.* sealed with\.\n$/,
      ],
      [{ AI_FRAME_DATA: used }, /^Another relay is using this data folder .* AI_FRAME_DATA\.\n$/],
    ];
    const check = async ([env, sentence]: (typeof cases)[number]): Promise<void> => {
      const relay = run({ AI_FRAME_DATA: newFolder(), ...env });
      expect((await relay.ended).code).toBe(1);
      expect(relay.err()).toMatch(sentence);
      expect(relay.err().trim().split('\n')).toHaveLength(1);
      expect(relay.out()).toBe('');
    };
    await Promise.all(cases.map(check));
    // On its own: of two that look into one folder at once, one hears that it is taken.
    await check([
      { AI_FRAME_DATA: sealed, AI_FRAME_MASTER_KEY: key(2) },
      /^The relay’s master key .*wrong key.*\n$/,
    ]);
  });
});

describe('a start', { timeout: 120_000 }, () => {
  it('[PROC-20] waits for a relay that is stopping, as long as is set', async () => {
    const AI_FRAME_DATA = newFolder();
    const first = await start({ AI_FRAME_DATA });
    const refused = run({ AI_FRAME_DATA, AI_FRAME_LOCK_WAIT_SECONDS: '0' });
    expect((await refused.ended).code).toBe(1);
    expect(refused.err()).toMatch(/^Another relay is using this data folder .*\n$/);
    const second = run({ AI_FRAME_DATA, AI_FRAME_LOCK_WAIT_SECONDS: '60' });
    // It is there, and waits.
    await new Promise(resolve => setTimeout(resolve, 1_000));
    expect([second.child.exitCode, second.out()]).toEqual([null, '']);
    first.child.kill('SIGTERM');
    await ready(second);
    expect((await first.ended).code).toBe(0);
    expect(second.err()).toBe('');
    expect(readConfig({})).toMatchObject({ config: { lockWaitMs: 10_000 } });
    expect(readConfig({ AI_FRAME_LOCK_WAIT_SECONDS: 'long' })).toMatchObject({ ok: false });
  });
});

it('[PROC-6] on all interfaces it also says how to reach it from another device, as a link and as a QR code', () => {
  const address = Object.values(networkInterfaces())
    .flatMap(each => each ?? [])
    .find(each => each.family === 'IPv4' && !each.internal)?.address;
  const anywhere = { host: undefined, publicUrl: undefined, tls: undefined };
  const lines = reachabilityLines(8080, anywhere);
  expect(lines[0]).toBe(address && `On your network: http://${address}:8080`);
  expect(lines.join('\n').includes('█')).toBe(address !== undefined);
  expect(reachabilityLines(8080, { ...anywhere, host: '127.0.0.1' })).toEqual([]);
  const [first, code] = reachabilityLines(8080, {
    ...anywhere,
    host: '127.0.0.1',
    publicUrl: 'https://ar.example.org',
  });
  expect([first, code?.includes('█')]).toEqual(['For everybody: https://ar.example.org', true]);
});

describe('settings', () => {
  it('[PROC-5] are those that docs/operating.md lists, with the defaults that it says', () => {
    const operating = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
    const [table = ''] = /^\| setting [\s\S]*?\n\n/m.exec(operating) ?? [];
    const rows = table
      .split('\n')
      .slice(2)
      .flatMap(line => {
        const [, names = '', said = ''] = line.split('|');
        return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, said.trim()] as const);
      });
    const read = new Set<string>();
    const defaults = readConfig(
      new Proxy({}, { get: (_, name) => void read.add(String(name)) }) as Record<string, undefined>,
    );
    expect(rows.map(([name]) => name).sort()).toEqual([...read].sort());
    const own = Object.fromEntries(
      rows.flatMap(([name, said]) => {
        const [, value] = /^`(.*)`$/.exec(said) ?? [];
        return value === undefined || name === 'AI_FRAME_APP' ? [] : [[name, value]];
      }),
    );
    expect(Object.keys(own).length).toBeGreaterThan(15);
    expect(readConfig(own)).toEqual(defaults);
  });

  it('[PROC-5] have defaults, and take what is set', () => {
    const defaults = readConfig({});
    expect(defaults).toMatchObject({
      ok: true,
      config: { port: 8080, host: undefined, logLevel: 'warn', dataFolder: join(process.cwd(), 'data') },
    });
    const set = readConfig({ PORT: '0', HOST: '::1', AI_FRAME_DATA: '/tmp/x', AI_FRAME_LOG: 'info' });
    expect(set).toMatchObject({ config: { port: 0, host: '::1', dataFolder: '/tmp/x', logLevel: 'info' } });
    for (const address of [
      'https://ar.example.org',
      'https://ar.example.org/',
      'HTTPS://AR.example.org:443',
    ]) {
      expect(readConfig({ AI_FRAME_PUBLIC_URL: address })).toMatchObject({
        config: { publicUrl: 'https://ar.example.org' },
      });
    }
    for (const address of [
      'ar.example.org',
      'ftp://x',
      'https://x/y',
      'https://x/?y',
      'https://u:p@x',
      'https://',
      'x',
    ]) {
      expect(readConfig({ AI_FRAME_PUBLIC_URL: address })).toMatchObject({ ok: false });
    }
    const [hour, day] = [3_600_000, 24 * 3_600_000];
    const ages = {
      AI_FRAME_ARCHIVE_AFTER_HOURS: '2',
      AI_FRAME_DELETE_AFTER_DAYS: '30',
      AI_FRAME_SWEEP_MINUTES: '5',
    };
    expect(defaults).toMatchObject({ config: { archiveAfterMs: day, deleteAfterMs: undefined } });
    expect(readConfig(ages)).toMatchObject({
      config: { archiveAfterMs: 2 * hour, deleteAfterMs: 30 * day, sweepMs: 300_000 },
    });
    expect(readConfig({ AI_FRAME_RESERVE_MB: '0', AI_FRAME_DRAFT_HOURS: '3' })).toMatchObject({
      config: { reserveBytes: 0, draftIdleMs: 3 * hour },
    });
    expect(readConfig({ AI_FRAME_DRAFT_HOURS: '0' })).toMatchObject({ ok: false });
    expect(readConfig({ AI_FRAME_ARCHIVE_AFTER_HOURS: '0' })).toMatchObject({
      ok: true,
      config: { archiveAfterMs: undefined },
    });
    for (const name of Object.keys(ages)) {
      for (const value of ['-1', '1.5', 'a day', '999999999', '1e2']) {
        expect(readConfig({ [name]: value })).toMatchObject({
          ok: false,
          sentence: expect.stringContaining(`${name} must be a number from`),
        });
      }
    }
    expect(readConfig({ AI_FRAME_SWEEP_MINUTES: '0' })).toMatchObject({ ok: false });
    for (const PORT of ['-1', '65536', '80.5', '1e3', ' 80', '0x50']) {
      expect(readConfig({ PORT })).toMatchObject({ ok: false, sentence: expect.stringContaining('PORT') });
    }
  });
});
