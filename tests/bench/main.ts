import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { acks } from './acks.ts';
import { fanOut, manySessions, presence } from './fan-out/bench.ts';
import { frame } from './frame.ts';
import { gate } from './gate/bench.ts';
import { growth } from './growth.ts';
import { neighbours } from './neighbours/bench.ts';
import { openSession } from './open-session/bench.ts';
import { killPrograms } from './program.ts';
import { type Bench, type BenchResult, renderResult } from './report.ts';

const BENCHES: readonly Bench[] = [
  fanOut,
  manySessions,
  presence,
  growth,
  openSession,
  acks,
  gate,
  neighbours,
  frame,
];

const USAGE = `npm run bench -- [name...] [--rounds N] [--json FILE] [--profile FOLDER]

${BENCHES.map(({ name, title }) => `  ${name.padEnd(10)} ${title}`).join('\n')}

  --rounds    how often each side is measured, one after the other (3)
  --json      writes the numbers of every round
  --profile   keeps a CPU profile of every server process, for the developer tools of a browser
`;

const machine = () => ({
  date: new Date().toISOString(),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
});

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find(each => !BENCHES.some(({ name }) => name === each));
  const rounds = Number(values.rounds);
  if (values.help || unknown !== undefined || !Number.isInteger(rounds) || rounds < 1) {
    if (unknown !== undefined) process.stderr.write(`There is no bench “${unknown}”.\n\n`);
    process.stderr.write(USAGE);
    process.exit(values.help ? 0 : 1);
  }
  const chosen = BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { chosen, rounds, json: values.json, profile: values.profile };
}

async function main(): Promise<void> {
  const { chosen, rounds, json, profile } = readArguments();
  const here = machine();
  const started = performance.now();
  process.stdout.write(
    `AI Frame, measured ${here.date} on ${here.cores} x ${here.cpu}, ${here.memoryGiB} GiB, Node ${here.node}.\n` +
      `Medians of ${rounds} interleaved rounds; a ratio is ours divided by the reference of the same round.\n\n`,
  );
  const results: (BenchResult & { readonly name: string })[] = [];
  for (const bench of chosen) {
    const folder = mkdtempSync(join(tmpdir(), `ai-frame-bench-${bench.name}-`));
    try {
      const result = await bench.run({ rounds, folder, profile });
      results.push({ name: bench.name, ...result });
      process.stdout.write(`${renderResult(bench, result)}\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  process.stdout.write(`Took ${Math.round((performance.now() - started) / 1000)} s.\n`);
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ ...here, rounds, results }, undefined, 2)}\n`);
  }
}

process.on('exit', killPrograms);
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
await main();
