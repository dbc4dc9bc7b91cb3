import { ok } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { lastAccessed } from '../access/index.ts';
import type { CliCommand } from './command.ts';
import { type ReadData, withReadData } from './data.ts';

interface Row {
  readonly id: SessionId;
  readonly name: string;
  readonly state: string;
  readonly created: string;
  readonly last_accessed: string;
  readonly members: number;
  readonly blobs_bytes: number;
}

const PAGE_COUNT = 500;

async function rowsOf({ access, storage }: ReadData): Promise<Row[]> {
  const rows: Row[] = [];
  let after: SessionId | undefined;
  for (;;) {
    const page = await access.sessions.list(after, PAGE_COUNT);
    for (const [id, session] of page) {
      const blobs = await storage.blobs.list(id);
      rows.push({
        id,
        name: session.name,
        state: session.state,
        created: session.created,
        last_accessed: lastAccessed(session),
        members: (await access.members.list(id)).length,
        blobs_bytes: blobs.reduce((sum, [, { bytes }]) => sum + bytes, 0),
      });
    }
    after = page.at(-1)?.[0];
    if (page.length < PAGE_COUNT) return rows;
  }
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ id, state, last_accessed, members, blobs_bytes, name }) => [
    id,
    state,
    last_accessed.replace(/^(.{10})T(.{5}).*$/, '$1 $2'),
    String(members),
    `${(blobs_bytes / 1024 / 1024).toFixed(1)} MiB`,
    name,
  ]);
  const all = [['session', 'state', 'last used (UTC)', 'members', 'files', 'name'], ...lines];
  const widths = all[0]?.map((_, i) => Math.max(...all.map(cells => cells[i]?.length ?? 0))) ?? [];
  return all
    .map(cells =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export const sessions: CliCommand = {
  name: 'sessions',
  params: [],
  options: { json: { type: 'boolean', help: 'as JSON, one array' } },
  summary: 'Lists the sessions in the data folder.',
  help: 'Deleted ones are left out. The relay may run; it also lists them under GET /api/sessions with an operator’s token.',
  run: (input, terminal) =>
    withReadData(terminal, async data => {
      const rows = await rowsOf(data);
      terminal.print(input.flag('json') ? JSON.stringify(rows, null, 2) : tableOf(rows));
      return ok(undefined);
    }),
};
