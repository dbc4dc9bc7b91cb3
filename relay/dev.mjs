import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { checkNode, ensureInstalled, ROOT } from './prepare.mjs';

/**
 * `npm run dev`: the relay from its sources on 8081, the app with hot reload on 8080 in front of it. Both end
 * together.
 */
checkNode();
ensureInstalled();

const RELAY_PORT = 8081;
const commands = [
  { name: 'tsx', args: ['watch', 'relay/main.ts'], env: { PORT: String(RELAY_PORT), HOST: '127.0.0.1' } },
  {
    name: 'vite',
    // Another port would be the relay's, and clearing the screen would clear away what the relay says.
    args: ['--strictPort', '--clearScreen', 'false'],
    env: { AI_FRAME_RELAY: `http://127.0.0.1:${RELAY_PORT}` },
  },
];

process.stdout.write(
  `Open http://localhost:8080, where the app reloads by itself; the relay behind it is on ${RELAY_PORT}.\n`,
);
const children = commands.map(({ name, args, env }) =>
  spawn(join('node_modules', '.bin', name), args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  }),
);

let ending = false;
function end(code, delayMs) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  const kill = () => {
    for (const child of children) child.kill('SIGTERM');
  };
  setTimeout(kill, delayMs).unref();
}
for (const child of children) child.on('exit', code => end(code ?? 0, 0));
process.on('SIGTERM', () => end(0, 0));
// Ctrl-C reaches the children too; asked a second time at once, tsx would kill the relay before it has
// written everything.
process.on('SIGINT', () => end(0, 2_000));
