import { isSessionId, type SessionId } from '../../../shared/ids.ts';

/**
 * The request in the address bar. It is kept in the fragment, which browsers never send: a share code in it
 * reaches no server and no log, and the page itself stays one file that works offline.
 */
export type Address =
  | { readonly at: 'library' }
  | { readonly at: 'session'; readonly id: SessionId }
  | { readonly at: 'join'; readonly code: string };

export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const id = fields.get('session');
  const code = fields.get('join');
  if (isSessionId(id)) return { at: 'session', id };
  if (code) return { at: 'join', code };
  return { at: 'library' };
}

export function writeAddress(address: Address): string {
  switch (address.at) {
    case 'library':
      return '#';
    case 'session':
      return `#session=${address.id}`;
    case 'join':
      return `#join=${encodeURIComponent(address.code)}`;
  }
}

/** The share code in what a person typed or pasted: the code itself, or a link that carries one. */
export function codeIn(text: string): string {
  const fragment = text.includes('#') ? text.slice(text.indexOf('#')) : '';
  const address = readAddress(fragment);
  return address.at === 'join' ? address.code : text.trim();
}
