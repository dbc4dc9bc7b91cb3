import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import type { SessionGrant } from '../../shared/api/index.ts';
import { offerProtocols, SYNC, socketPath } from '../../shared/protocol.ts';
import { newFolder, onCleanup } from '../support/cleanup.ts';
import { post, relayOn } from '../support/relay.ts';
import { RawClient } from '../support/wire.ts';

const ROOT = join(import.meta.dirname, '../..');

it('[PROC-7] the development server passes requests on as they came, so that proofs and pages are accepted', async () => {
  const relay = await relayOn();
  process.env.AI_FRAME_RELAY = relay.url; // read when the settings are
  onCleanup(() => Reflect.deleteProperty(process.env, 'AI_FRAME_RELAY'));
  const { createServer } = await import('vite');
  const vite = await createServer({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'silent',
    cacheDir: newFolder(),
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { port: 0, watch: null },
  });
  onCleanup(() => vite.close());
  await vite.listen();
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const url = new URL(vite.resolvedUrls?.local[0] ?? '').origin;
  const proof = await new SignJWT({ aud: new URL(url).host, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', typ: 'proof+jwt', jwk: await exportJWK(publicKey) })
    .setIssuedAt()
    .sign(privateKey);
  const { status, body } = await post<SessionGrant>(url, '/api/sessions/create', { proof });
  expect(status).toBe(201);
  const open = (origin: string): RawClient =>
    new RawClient(url, socketPath(body.session_id as never), offerProtocols(body.token), { origin });
  const page = open(url);
  await page.hears(m => m.sync === SYNC.step1);
  await page.barrier(1);
  expect((await open('http://evil.example').closes()).code).toBe(4406);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});
