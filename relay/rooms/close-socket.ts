import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { isProtocolAbuse } from '../../shared/protocol.ts';

/**
 * Closes with a code and a reason, and reads the peer's answer. Nothing more is read of a peer that is closed
 * for abuse, so that the rest stays on its side; `ws` destroys the socket after its timeout. `socket` is what
 * `ws` was made from.
 */
export function closeSocket(ws: WebSocket, socket: Duplex, code: number, reason: string): void {
  if (ws.readyState !== WebSocket.OPEN) return;
  ws.close(code, reason);
  if (isProtocolAbuse(code)) {
    ws.pause();
    // Data that was read already is looked at once more at the very end. Taken away any sooner, it would make
    // room for more.
    socket.removeAllListeners('data');
    socket.prependOnceListener('close', () => socket.read());
    socket.end();
  } else ws.resume(); // or the peer's answer to our close would never be read
}
