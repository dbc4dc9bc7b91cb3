import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { offerProtocols, socketPath } from '../../../shared/protocol.ts';

/**
 * Somebody who does as much as the relay lets them, in a process of their own: whenever they are sent away
 * they are back at once. Or the same, once.
 */

export interface Hammer {
  readonly type: 'hammer';
  readonly url: string;
  readonly session: string;
  readonly token: string;
  /** What a client sends. Where it is empty, the client stays and says nothing. */
  readonly frame: Uint8Array;
  /** Over and over, or once, and then it stays. */
  readonly isHostile: boolean;
}

export interface Hammered {
  readonly type: 'hammered';
  readonly sockets: number;
  readonly frames: number;
}

/** Sockets that it has, or is opening, at any time. */
const AT_ONCE_COUNT = 4;
/** The relay is asked at most this often to let each of them in again. */
const AGAIN_MS = 10;
/** Handed to the system at once: more would only wait in this process. */
const BATCH_BYTES = 256 * 1024;

const CLOSE = 8;

/**
 * Whether a close begins in the next chunk of what a server sends (RFC 6455, 5.2), the answer to the upgrade
 * first.
 */
function closeFinder(): (chunk: Buffer) => boolean {
  let left = Buffer.alloc(0);
  let isOpen = false;
  return chunk => {
    left = Buffer.concat([left, chunk]);
    if (!isOpen) {
      const end = left.indexOf('\r\n\r\n');
      if (end < 0) return false;
      isOpen = true;
      left = left.subarray(end + 4);
    }
    while (left.length >= 10 || (left.length >= 2 && (left[1] as number) < 126)) {
      if (((left[0] as number) & 0x0f) === CLOSE) return true;
      const short = left[1] as number;
      const [head, length] =
        short < 126
          ? [2, short]
          : short === 126
            ? [4, left.readUInt16BE(2)]
            : [10, Number(left.readBigUInt64BE(2))];
      if (left.length < head + length) return false;
      left = left.subarray(head + length);
    }
    return false;
  };
}

const done = { sockets: 0, frames: 0 };

function attack(hammer: Hammer, batch: Uint8Array, count: number): void {
  const { url, session, token, isHostile } = hammer;
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  done.sockets += 1;
  const send = (): void => {
    if (count === 0) return;
    done.frames += count;
    socket.write(batch, error => {
      if (!error && isHostile) setImmediate(send);
    });
  };
  socket.on('connect', () => {
    socket.write(
      [
        `GET ${socketPath(session as never)} HTTP/1.1`,
        `Host: ${host}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        `Sec-WebSocket-Protocol: ${offerProtocols(token).join(', ')}`,
        '\r\n',
      ].join('\r\n'),
    );
    send();
  });
  // What the relay says is not for this one to read, but that it closes: answering that would only take time.
  const isGoodbye = closeFinder();
  socket.on('data', chunk => {
    if (isGoodbye(chunk)) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.destroy());
  socket.on('close', () => isHostile && setTimeout(() => attack(hammer, batch, count), AGAIN_MS));
}

process.on('message', (message: Hammer | { readonly type: 'count' }) => {
  if (message.type === 'hammer') {
    const { frame, isHostile } = message;
    const many = isHostile ? Math.ceil(BATCH_BYTES / frame.length) : 1;
    const count = frame.length === 0 ? 0 : many;
    const batch = Buffer.concat(new Array(count).fill(frame));
    for (let i = 0; i < AT_ONCE_COUNT; i++) attack(message, batch, count);
  } else process.send?.({ type: 'hammered', ...done } satisfies Hammered);
});
process.channel?.ref();
process.send?.({ type: 'listening' });
process.on('SIGTERM', () => process.exit(0));
