import * as decoding from 'lib0/decoding';
import WebSocket from 'ws';
import { MESSAGE } from '../../shared/protocol.ts';

export interface TappedSocket {
  readonly url: string;
  readonly protocols: readonly string[];
  /** Whole messages in the order of sending. */
  readonly sent: Uint8Array[];
  /** As if the relay had sent these bytes. */
  inject(bytes: Uint8Array): void;
  /** The network takes the connection away. */
  cut(): void;
}

/** Real sockets of `ws`, with everything that a device says on them written down. */
export function tap(): { readonly WebSocket: typeof globalThis.WebSocket; readonly sockets: TappedSocket[] } {
  const sockets: TappedSocket[] = [];
  class Tapped extends WebSocket {
    readonly sent: Uint8Array[] = [];

    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push({
        url,
        protocols,
        sent: this.sent,
        inject: bytes => this.emit('message', Buffer.from(bytes), true),
        cut: () => this.terminate(),
      });
    }

    override send(...args: unknown[]): void {
      this.sent.push(new Uint8Array(args[0] as Uint8Array));
      Reflect.apply(super.send, this, args);
    }
  }
  return { WebSocket: Tapped as unknown as typeof globalThis.WebSocket, sockets };
}

export const typeOf = (message: Uint8Array): number => decoding.readVarUint(decoding.createDecoder(message));

export const countSent = (sockets: readonly TappedSocket[], type: number): number =>
  sockets.flatMap(each => each.sent).filter(message => typeOf(message) === type).length;

export const presenceSent = (sockets: readonly TappedSocket[]): number =>
  countSent(sockets, MESSAGE.awareness);
export const syncSent = (sockets: readonly TappedSocket[]): number => countSent(sockets, MESSAGE.sync);
