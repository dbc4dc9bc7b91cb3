import { isBlank, plainName } from '../../shared/plain-name.ts';
import type { SessionDocument } from '../../shared/session/index.ts';
import { exportSession } from '../disk/index.ts';
import { texts } from '../view/index.ts';

/**
 * `name` as every system takes it, with its ending; one of which nothing would be seen becomes the app's
 * name.
 */
export function fileName(name: string): string {
  const tidy = plainName(name).replace(/[\\/:*?"<>|]/g, '-');
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]*)?$/su.exec(tidy) ?? [];
  return `${isBlank(stem) ? texts.naming.APP : stem.trim()}${ending}`;
}

/** Offers `blob` as a file of this name, whatever characters a person has put into it. */
export function download(blob: Blob, name: string): void {
  press(document.createElement('a'), blob, name);
}

/** Offers a session as a session file. */
export function downloadSession(session: SessionDocument, name: string): void {
  download(exportSession(session, name), `${name}.aiframe`);
}

/**
 * Hands a USDZ to the system's own viewer, which shows it in the room. Only where links can have `rel=ar`.
 */
export function openInQuickLook(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.rel = 'ar';
  // Safari takes a link for this kind only where a picture is its first child.
  link.append(document.createElement('img'));
  press(link, blob, name);
}

function press(link: HTMLAnchorElement, blob: Blob, name: string): void {
  link.href = URL.createObjectURL(blob);
  link.download = fileName(name);
  link.click();
  // A started download has its own reference by now in every browser, but not always in this same turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
