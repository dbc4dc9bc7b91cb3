import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { blobHash } from '../../shared/api/index.ts';
import { ok } from '../../shared/errors.ts';
import { isSessionId, type SessionId } from '../../shared/ids.ts';
import type { LiveRecord } from '../access/index.ts';
import { readArchive } from '../lifecycle/index.ts';
import { Screenshots, type StoredScreenshot } from '../media/index.ts';
import { openDocument } from '../rooms/index.ts';
import { type CliCommand, failed, type Outcome } from './command.ts';
import { type ReadData, withReadData } from './data.ts';
import { type ExportedPicture, FILES, newMetadata } from './folder-format.ts';
import type { Terminal } from './terminal.ts';

const OBJECTS_PAGE_COUNT = 1_000;

/** Files only for their owner: what is sealed in the data folder is readable here. */
const OWNER_ONLY = { mode: 0o600 } as const;

/** Something to be exported is gone: a relay that runs may have moved it meanwhile. */
class Moved extends Error {}

const ATTEMPTS_COUNT = 5;

async function copyBlob({ storage }: ReadData, id: SessionId, name: string, path: string): Promise<void> {
  const content = await storage.blobs.read(id, name);
  if (!content) throw new Moved(`The file ${name} of the session is listed and is not there.`);
  await pipeline(Readable.from(content), createWriteStream(path, OWNER_ONLY));
}

const pictureOf = ({ name, image, thumbnail, taken, by }: StoredScreenshot): ExportedPicture => ({
  name,
  type: image.type,
  thumbnail: thumbnail?.type ?? null,
  taken: new Date(taken).toISOString(),
  by,
});

async function writeDocument(
  { access, storage }: ReadData,
  id: SessionId,
  { state }: LiveRecord,
  folder: string,
): Promise<number> {
  // It stays archived: looking at a session does not bring it back.
  const stored =
    state === 'archived' ? (await readArchive(storage, id)).document : await storage.store.load(id);
  const now = await access.sessions.live(id);
  if (!now.ok || now.value.state !== state) throw new Moved('The session was put away or brought back.');
  const { view, update, end } = openDocument(stored);
  try {
    const objects = [];
    let after: string | undefined = '';
    while (after !== undefined) {
      const page = view.objects(after, OBJECTS_PAGE_COUNT);
      objects.push(...page.objects);
      after = page.next;
    }
    await writeFile(join(folder, FILES.document), update, OWNER_ONLY);
    await writeFile(join(folder, FILES.objects), `${JSON.stringify(objects, null, 2)}\n`, OWNER_ONLY);
    return objects.length;
  } finally {
    end();
  }
}

async function writeFolder(
  data: ReadData,
  terminal: Terminal,
  id: SessionId,
  session: LiveRecord,
  folder: string,
): Promise<void> {
  const { access, storage } = data;
  for (const part of ['screenshots', 'blobs']) await mkdir(join(folder, part), { mode: 0o700 });
  const objects = await writeDocument(data, id, session, folder);
  const pictures = await new Screenshots(storage.store, storage.blobs).list(id);
  const blobs = (await storage.blobs.list(id)).filter(([name]) => blobHash.safeParse(name).success);
  const total = pictures.length + blobs.length;
  let done = 0;
  for (const screenshot of pictures) {
    terminal.progress('Exporting', done++, total);
    const picture = pictureOf(screenshot);
    await copyBlob(data, id, screenshot.image.blob, join(folder, FILES.picture(picture)));
    if (screenshot.thumbnail) {
      const { blob, type } = screenshot.thumbnail;
      await copyBlob(data, id, blob, join(folder, FILES.thumbnail(picture, type)));
    }
  }
  for (const [sha256] of blobs) {
    terminal.progress('Exporting', done++, total);
    await copyBlob(data, id, sha256, join(folder, FILES.blob(sha256)));
  }
  terminal.progress('Exporting', total, total);
  const members = await access.members.list(id);
  const metadata = newMetadata({
    session_id: id,
    name: session.name,
    created: session.created,
    device: session.device,
    exported: new Date().toISOString(),
    epoch: session.epoch,
    host: session.host,
    settings: session.policy,
    members: members.map(({ user, role, name, joined }) => ({ user_id: user, role, name, joined })),
    objects_total: objects,
    screenshots: pictures.map(pictureOf),
    blobs: blobs.map(([sha256, { bytes }]) => ({ sha256, bytes })),
  });
  await writeFile(join(folder, FILES.metadata), `${JSON.stringify(metadata, null, 2)}\n`, OWNER_ONLY);
}

/** Writes beside `target`, which appears when all is there. */
async function whole(target: string, write: (folder: string) => Promise<void>): Promise<void> {
  const draft = `${target}.part`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await write(draft);
    if (existsSync(target)) await rmdir(target);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function exportSession(
  data: ReadData,
  terminal: Terminal,
  id: SessionId,
  target: string,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const session = await data.access.sessions.live(id);
    if (!session.ok) {
      const why = session.error.code === 'api/deleted' ? 'was deleted' : 'is not here';
      return failed(`The session ${id} ${why}. “ai-frame sessions” lists those that are.`);
    }
    try {
      await whole(target, folder => writeFolder(data, terminal, id, session.value, folder));
      terminal.print(target);
      return ok(undefined);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      if (attempt === ATTEMPTS_COUNT) return failed(`${error.message} Nothing was exported.`);
    }
  }
}

export const exportCommand: CliCommand = {
  name: 'export',
  params: ['<session>', '<folder>'],
  options: {},
  summary: 'Writes all of one session into a folder.',
  help: [
    'The folder gets metadata.json, objects.json, document.bin, screenshots/ and blobs/, all of it readable: what the data folder',
    'keeps sealed lies open there. It must be empty, or not there yet. The relay may run: what it has acknowledged by',
    'then is in the export.',
  ].join('\n'),
  run: async ({ params }, terminal) => {
    const [id = '', folder = ''] = params;
    if (!isSessionId(id)) return failed(`“${id}” is no session id: it is a UUID in lower case.`);
    const target = resolve(folder);
    if (existsSync(target) && (await readdir(target)).length > 0) {
      return failed(`${target} is not empty: name a folder that is not there yet.`);
    }
    return withReadData(terminal, data => exportSession(data, terminal, id, target));
  },
};
