import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { CLOSE } from '../../shared/protocol.ts';

const UNHEARD: readonly number[] = [CLOSE.badRequest, CLOSE.tooLarge, CLOSE.tooFast];

/**
 * Whether somebody is sent away with `code` for what they send, of which there may be much more on its way.
 */
export const isProtocolAbuse = (code: number): boolean => UNHEARD.includes(code);

/**
 * Closes with a code and a reason, and reads what the peer says to that. Of a peer that is sent away for what
 * it sends nothing is read any more, so that it stays where it is; `ws` lets go of the socket after its time
 * for closing. `socket` is what `ws` was made from.
 */
export function closeSocket(ws: WebSocket, socket: Duplex, code: number, reason: string): void {
  if (ws.readyState !== WebSocket.OPEN) return;
  ws.close(code, reason);
  if (isProtocolAbuse(code)) {
    ws.pause();
    // What was read already would be looked at once more at the very end. Taken away any sooner, it would
    // make room for more.
    socket.removeAllListeners('data');
    socket.prependOnceListener('close', () => socket.read());
    socket.end();
  } else ws.resume(); // or the peer's answer to our close would never be read
}
