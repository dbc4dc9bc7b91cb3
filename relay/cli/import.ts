import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AppError, describe, ok, type Result } from '../../shared/errors.ts';
import { isSessionId, newSessionId, type SessionId, type UserId } from '../../shared/ids.ts';
import { judgeImport } from '../gate/index.ts';
import { Screenshots } from '../media/index.ts';
import { type CliCommand, failed, type Outcome } from './command.ts';
import { type Data, withData } from './data.ts';
import { type ExportMetadata, FILES, metadata } from './folder-format.ts';
import type { Terminal } from './terminal.ts';

interface Source {
  readonly folder: string;
  readonly metadata: ExportMetadata;
  readonly document: Uint8Array;
}

async function readSource(folder: string): Promise<Result<Source, string>> {
  const no = (why: string): Result<Source, string> => ({ ok: false, error: `${folder}: ${why}` });
  try {
    const read = metadata.safeParse(JSON.parse(await readFile(join(folder, FILES.metadata), 'utf8')));
    if (!read.success) {
      const [issue] = read.error.issues;
      return no(
        `${FILES.metadata} is not what “ai-frame export” writes (${issue?.path.join('.')}: ${issue?.message}).`,
      );
    }
    const document = await readFile(join(folder, FILES.document));
    return ok({ folder, metadata: read.data, document });
  } catch (error) {
    if (error instanceof SyntaxError) return no(`${FILES.metadata} is not JSON.`);
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return no(`${path} cannot be read (${code}).`);
  }
}

const why = (what: string, error: AppError): Outcome =>
  failed(`${what}: ${describe(error).title}${error.detail ? ` (${error.detail})` : ''}.`);

async function importPictures({ storage }: Data, id: SessionId, source: Source): Promise<Outcome> {
  const screenshots = new Screenshots(storage.store, storage.blobs);
  for (const picture of source.metadata.screenshots) {
    const { name, taken, thumbnail } = picture;
    const by = picture.by as UserId;
    const file = FILES.picture(picture);
    const content = await readFile(join(source.folder, file));
    const added = await screenshots.add(id, { name, taken: Date.parse(taken), by, content });
    if (!added.ok) return why(file, added.error);
    if (thumbnail === null) continue;
    const small = FILES.thumbnail(picture, thumbnail);
    const thumb = { content: await readFile(join(source.folder, small)) };
    const made = await screenshots.addThumbnail(id, name, by, thumb);
    if (!made.ok) return why(small, made.error);
  }
  return ok(undefined);
}

async function importBlobs(
  { storage: { blobs } }: Data,
  terminal: Terminal,
  id: SessionId,
  { folder, metadata: { blobs: listed } }: Source,
): Promise<Outcome> {
  for (const [i, { sha256 }] of listed.entries()) {
    terminal.progress('Importing files', i, listed.length);
    const file = FILES.blob(sha256);
    const path = join(folder, file);
    const { size: total } = await stat(path);
    const offset = await blobs.received(id, sha256);
    const source = createReadStream(path, { start: offset });
    const received = await blobs.receive(id, sha256, { offset, total, sha256, source });
    if (!received.ok) return why(file, received.error);
  }
  terminal.progress('Importing files', listed.length, listed.length);
  return ok(undefined);
}

/** Takes away the files of a session that did not come in. */
async function clean({ storage }: Data, id: SessionId): Promise<void> {
  const rows = await storage.store.list('screenshots', { prefix: `${id}/` });
  await storage.store.write(
    rows.map(([key]) => ({ type: 'remove', collection: 'screenshots', key }) as const),
  );
  await storage.blobs.erase(id);
}

/**
 * The session's record is written after its files and document: until then nothing of it shows, and the
 * command can be given again.
 */
async function importSession(
  data: Data,
  terminal: Terminal,
  source: Source,
  id: SessionId,
): Promise<Outcome> {
  const { access, storage } = data;
  const before = await access.sessions.get(id);
  if (before) {
    const state = before.state === 'deleted' ? 'was deleted' : 'is here already';
    return failed(`The session ${id} ${state}: import it as a new one with --new-id.`);
  }
  const refused = judgeImport(source.document);
  if (refused === 'malformed') return failed(`${FILES.document} is not a session’s document.`);
  if (refused) return why(FILES.document, refused);
  try {
    const pictures = await importPictures(data, id, source);
    const files = pictures.ok ? await importBlobs(data, terminal, id, source) : pictures;
    if (!files.ok) await clean(data, id);
    if (!files.ok) return files;
  } catch (error) {
    await clean(data, id);
    throw error;
  }
  await storage.store.append(id, source.document);
  const { host, created, device, settings, members } = source.metadata;
  const by = host as UserId;
  const born = { created, device: device ?? undefined };
  const registered = await access.register(id, by, born);
  if (!registered.ok) return why(id, registered.error);
  await access.sessions.setPolicy(id, settings, by);
  for (const { user_id, role, name } of members) {
    const admitted = await access.members.admit(
      id,
      user_id as UserId,
      role === 'viewer' ? 'viewer' : 'editor',
      {
        name,
        by,
      },
    );
    if (!admitted.ok) return why(id, admitted.error);
  }
  terminal.print(id);
  return ok(undefined);
}

export const importCommand: CliCommand = {
  name: 'import',
  params: ['<folder>'],
  options: {
    'new-id': { type: 'boolean', help: 'as a session of its own, beside the one it was exported from' },
  },
  summary: 'Brings in a session that “ai-frame export” wrote.',
  help: [
    'It prints the session’s id. Host and members are those of the exported session: they come in with their own devices. Share codes',
    'are not part of an export. The document goes through the same checks as what devices send, and begins a history of its own, so a',
    'device that has edited the session since it was exported is asked what to do with its copy. The relay must be stopped.',
  ].join('\n'),
  run: async ({ params, flag }, terminal) => {
    const source = await readSource(resolve(params[0] ?? ''));
    if (!source.ok) return source;
    const old = source.value.metadata.session_id;
    if (!isSessionId(old)) return failed(`“${old}” is no session id.`);
    const id = flag('new-id') ? newSessionId() : old;
    return withData(terminal, data => importSession(data, terminal, source.value, id), true);
  },
};
