import { isBlank, plainName } from '../../shared/plain-name.ts';

/**
 * `name` as every system takes it; what it is for keeps its ending, and one of which nothing would be seen is
 * called like the app.
 */
export function fileName(name: string): string {
  const tidy = plainName(name).replace(/[\\/:*?"<>|]/g, '-');
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]*)?$/su.exec(tidy) ?? [];
  return `${isBlank(stem) ? 'AI Frame' : stem.trim()}${ending}`;
}

/** Offers `blob` as a file of this name, whatever characters a person has put into it. */
export function download(blob: Blob, name: string): void {
  press(document.createElement('a'), blob, name);
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
  // What was started has its own reference by now in every browser, but not always in this same turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
