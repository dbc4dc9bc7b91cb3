import { median } from '../numbers.ts';
import { nextMessage, startProgram } from '../program.ts';
import { type Bench, type BenchOptions, exactRow, row } from '../report.ts';
import type { Ask, GateNumbers } from './program.ts';

const REFUSAL_MS = 5;

async function measure({ rounds, profile }: BenchOptions): Promise<GateNumbers> {
  const program = await startProgram('tests/bench/gate/program.ts', { profile });
  await nextMessage(program.child, 'listening');
  const answer = nextMessage<GateNumbers>(program.child, 'gate');
  program.child.send({ type: 'ask', rounds } satisfies Ask);
  const numbers = await answer;
  await program.stop();
  return numbers;
}

export const gate: Bench = {
  name: 'gate',
  title: 'CPU of the gate: an honest update judged and applied, µs; a hostile one refused, ms',
  reference: `a bare Y.applyUpdate of the same bytes; for refusals the ${REFUSAL_MS} ms that one may take`,
  run: async options => {
    const numbers = await measure(options);
    const all = numbers.hostile.flatMap(({ ms }) => ms);
    return {
      rows: [
        ...numbers.typical.map(({ name, rounds }) => row(`${name}, µs`, rounds, us => us)),
        exactRow('any attack refused: median, ms', median(all), REFUSAL_MS),
        ...numbers.hostile.map(({ name, ms }) => exactRow(`${name}: median, ms`, median(ms), REFUSAL_MS)),
        exactRow('any attack refused: worst, ms', Math.max(...all), REFUSAL_MS),
      ],
      notes: [
        `A session of 1,000 objects. The worst refusal holds what V8 compiled and collected meanwhile.`,
      ],
      raw: numbers,
    };
  },
};
