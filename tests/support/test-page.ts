import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY } from '../architecture/source.ts';

/** A small page for one room's browser tests, served on loopback with the app's public files. */
export interface TestPage {
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.glb': 'model/gltf-binary',
};

/**
 * Bundles `entry` (an absolute path) and serves it as the script of an otherwise empty page with this body.
 */
export async function serveTestPage(entry: string, body: string): Promise<TestPage> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  const files = new Map(outputFiles.map(file => [file.path, file.contents]));
  const script = [...files.keys()].find(path => !path.includes('chunk')) ?? '';
  const html = `<!doctype html><html lang="en"><head><title>Test</title><link rel="icon" href="data:,">
<style>html,body{margin:0;height:100%;background:#0e1116;overflow:hidden}canvas{position:fixed;inset:0;width:100%;height:100%}
button{position:fixed;z-index:2;top:8px;left:8px}</style></head><body>${body}<script type="module" src="${script}"></script></body></html>`;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(REPOSITORY, 'public', path);
    const bundled = files.get(path);
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    if (path === '/') response.setHeader('content-type', TYPES['.html'] as string).end(html);
    else if (bundled) response.end(bundled);
    else if (existsSync(file) && statSync(file).isFile()) createReadStream(file).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
