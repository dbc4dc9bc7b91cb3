import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionId } from '../../shared/ids.ts';

/** Damages a store that nothing has open: one bit in keys of its file. */

const MDB = 'relay.mdb';

/** Flips the lowest bit of the byte at each place of `find`, and answers how many those were. */
function flip(folder: string, find: (file: Buffer) => readonly number[]): number {
  const file = readFileSync(join(folder, MDB));
  const places = find(file);
  for (const at of places) file[at] = (file[at] as number) ^ 1;
  writeFileSync(join(folder, MDB), file);
  return places.length;
}

function placesOf(file: Buffer, text: Buffer | string): number[] {
  const places: number[] = [];
  for (let at = file.indexOf(text); at >= 0; at = file.indexOf(text, at + 1)) places.push(at);
  return places;
}

/**
 * The key of the session's record is another one: its last letter. Copies of it in pages that are not used
 * any more too.
 */
export const flipRecordKey = (folder: string, id: SessionId): number =>
  flip(folder, file => placesOf(file, `sessions\0${id}`).map(at => at + `sessions\0${id}`.length - 1));

/**
 * The keys of the document's rows, which are the session's id and a number; `which`: of the snapshot, which
 * is the id alone, or of the updates.
 */
export const flipRowKeys = (folder: string, id: SessionId, which: 'updates' | 'snapshot'): number =>
  flip(folder, file =>
    placesOf(file, id)
      // LMDB writes the length of a key before it: two bytes.
      .filter(at => {
        const length = file.readUInt16LE(at - 2);
        return which === 'snapshot'
          ? length === id.length
          : length > id.length && length < id.length + 12 && file[at + id.length] === 0;
      })
      .map(at => at + id.length - 1),
  );
