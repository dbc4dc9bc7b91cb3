import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { problem } from '../../shared/api/index.ts';
import { newFolder } from '../support/cleanup.ts';
import { relayOn } from '../support/relay.ts';

const PAGE = '<!doctype html><title>AI Frame</title>';
const SCRIPT = 'export const x = 1;'.repeat(100);

function builtApp(): string {
  // A folder of that name above the app says nothing about the app's own files.
  const folder = join(newFolder(), 'assets');
  for (const name of ['assets', 'workers']) mkdirSync(join(folder, name), { recursive: true });
  const files = {
    'index.html': PAGE,
    'sw.js': 'self.x = 1;',
    'manifest.webmanifest': '{}',
    'icon-maskable.svg': '<svg/>',
    '.env': 'SECRET=1',
    'assets/main-B4x8Kq2Z.js': SCRIPT,
    'assets/plain.txt': 'no hash',
    'workers/transcoder.js': 'self.x = 1;',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'assets/main-B4x8Kq2Z.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(folder, 'assets/main-B4x8Kq2Z.js.gz'), gzipSync(SCRIPT));
  return folder;
}

/** A request as it is: no decompression, no normalised path. */
function raw(url: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(url);
      request({ hostname, port, path, headers }, response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

it('[SERVE-1] hashed files are kept for ever, everything else is asked for again', async () => {
  const { url } = await relayOn({ appFolder: builtApp() });
  const cacheOf = async (path: string) => (await raw(url, path)).headers['cache-control'];
  expect(await cacheOf('/assets/main-B4x8Kq2Z.js')).toBe('public, max-age=31536000, immutable');
  for (const path of [
    '/',
    '/index.html',
    '/sw.js',
    '/manifest.webmanifest',
    '/icon-maskable.svg',
    '/assets/plain.txt',
  ]) {
    expect(await cacheOf(path)).toBe('no-cache');
  }
});

it('[SERVE-2] files go out as the build compressed them, to those who take that', async () => {
  const { url } = await relayOn({ appFolder: builtApp() });
  const path = '/assets/main-B4x8Kq2Z.js';
  const br = await raw(url, path, { 'accept-encoding': 'gzip, deflate, br' });
  expect([br.headers['content-encoding'], br.body.equals(brotliCompressSync(SCRIPT))]).toEqual(['br', true]);
  const gz = await raw(url, path, { 'accept-encoding': 'gzip' });
  expect([gz.headers['content-encoding'], gz.body.equals(gzipSync(SCRIPT))]).toEqual(['gzip', true]);
  const plain = await raw(url, path);
  expect([plain.headers['content-encoding'], plain.body.toString()]).toEqual([undefined, SCRIPT]);
  for (const each of [br, gz, plain]) {
    expect(each.headers['content-type']).toContain('javascript');
    expect(each.headers['cache-control']).toContain('immutable');
    expect(String(each.headers.vary).toLowerCase()).toContain('accept-encoding');
  }
});

it('[SERVE-3] an address that only the app knows gets its page; a missing file, API or socket path does not', async () => {
  const { url } = await relayOn({ appFolder: builtApp() });
  const html = { accept: 'text/html,*/*' };
  for (const path of ['/', '/session/1', '/anything?x=1']) {
    const page = await raw(url, path, html);
    expect([page.status, page.body.toString(), page.headers['cache-control']]).toEqual([
      200,
      PAGE,
      'no-cache',
    ]);
  }
  for (const [path, headers] of [
    ['/assets/gone-B4x8Kq2Z.js', {}],
    ['/api/nothing', html],
    ['/api?x=1', html],
    ['/ws/nothing', html],
    ['/..%2f..%2fpackage.json', {}],
    ['/../package.json', {}],
  ] as const) {
    const { status, headers: answer } = await raw(url, path, headers);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(answer['content-type']).toContain('application/problem+json');
  }
});

it('[SERVE-4] every answer carries the security headers', async () => {
  const { url } = await relayOn({ appFolder: builtApp() });
  for (const path of ['/', '/assets/main-B4x8Kq2Z.js', '/api/nothing', '/healthz']) {
    const { headers } = await raw(url, path);
    const policy = String(headers['content-security-policy']);
    for (const rule of [
      "default-src 'self'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self' blob:",
      "connect-src 'self' ws: wss: blob: data:",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(headers).toMatchObject({
      'permissions-policy': 'xr-spatial-tracking=(self)',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  }
});

it('[SERVE-4] only the worker that unpacks textures may make code, and it may ask for nothing', async () => {
  const { url } = await relayOn({ appFolder: builtApp() });
  const policyOf = async (path: string) => (await raw(url, path)).headers['content-security-policy'];
  for (const path of ['/workers/transcoder.js', '/workers/transcoder.js?v=1']) {
    expect(await policyOf(path)).toBe("default-src 'none'; script-src 'unsafe-eval'");
  }
  for (const path of ['/', '/sw.js', '/assets/main-B4x8Kq2Z.js', '/workers/other.js']) {
    expect(await policyOf(path)).not.toContain("'unsafe-eval'");
  }
});

/** Bytes as they are; what comes back until the relay hangs up. */
function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', chunk => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

it('[SERVE-4] so does every refusal of what is hardly a request', async () => {
  const { url } = await relayOn({ appFolder: builtApp() });
  const lines = (...each: string[]): string => `${each.join('\r\n')}\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const requests: [string, number][] = [
    [lines('GET /%zz HTTP/1.1'), 400],
    [lines(`POST /api/sessions/${'x'.repeat(200)}/token HTTP/1.1`, 'Content-Length: 0'), 414],
    [lines('PROPFIND / HTTP/1.1'), 404],
    [lines('GET /.env HTTP/1.1'), 404],
    ['what is this\r\n\r\n', 400],
    [lines('GET / HTTP/1.1', `X: ${'x'.repeat(20_000)}`), 431],
  ];
  for (const [request, status] of requests) {
    const [head = '', body = ''] = (await exchange(url, request)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/^content-security-policy: default-src '(none|self)'/im);
    expect(head).toMatch(/^x-content-type-options: nosniff$/im);
    expect(problem.parse(JSON.parse(body)).status).toBe(status);
  }
});

it('[SERVE-5] without a built app the API and the sockets are there all the same', async () => {
  const { url } = await relayOn();
  expect((await raw(url, '/healthz')).status).toBe(200);
  expect((await raw(url, '/', { accept: 'text/html' })).status).toBe(404);
});
