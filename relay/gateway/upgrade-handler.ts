import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import {
  CLOSE,
  CLOSE_FOR_NOW,
  clockAheadOf,
  closeCodeOf,
  epochOf,
  isAutomatic,
  isProtocolAbuse,
  SUBPROTOCOL,
  sessionOfPath,
  supportsExtensions,
  tokenOf,
} from '../../shared/protocol.ts';
import { type AccessControl, type LiveRecord, refusedOrigin, type SecurityLog } from '../access/index.ts';
import { addressOf, type Trusts } from '../client-address.ts';
import { type Admission, Connection, closeSocket, type Rooms } from '../rooms/index.ts';
import { CorruptData } from '../storage/index.ts';
import type { AccessRevalidator } from './access-revalidation.ts';
import { ConnectionLimiter } from './connection-limiter.ts';
import { Tarpit } from './tarpit.ts';

/** A peer that does not answer a close is cut after this. */
const CLOSE_TIMEOUT_MS = 3_000;

/**
 * A socket that closes for good over a message that is too large: sent again it would be just as large, and
 * 1009 would make devices try for ever.
 */
class RelaySocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === CLOSE_FOR_NOW.messageTooBig ? CLOSE.tooLarge : code, reason);
  }
}

const offered = (request: IncomingMessage): string[] =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').map(each => each.trim());

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? '';

interface Refusal {
  readonly code: number;
  readonly reason: string;
}

const NOTHING = Buffer.alloc(0);
/** The name of a socket in the security log. */
const SOCKET = 'socket';
const CROWDED: Refusal = { code: CLOSE_FOR_NOW.tryAgain, reason: 'too many sockets from one address' };

const no = (code: number, reason: string): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error: { code, reason },
});

export interface UpgradeHandlerOptions {
  readonly access: AccessControl;
  readonly rooms: Rooms;
  readonly revalidator: AccessRevalidator;
  readonly log: SecurityLog;
  /** Sockets at once. */
  readonly socketsPerAddressCount: number;
  readonly trusts: Trusts;
  readonly isReady: () => boolean;
  readonly onError: (message: string, error: unknown) => void;
}

/**
 * Turns HTTP upgrades into connections in rooms. A refusal accepts the socket and closes it: browsers see no
 * other answer.
 */
export class UpgradeHandler {
  readonly #options: UpgradeHandlerOptions;
  readonly #server: WebSocketServer;
  /** Every socket until it is closed, in a room or not. */
  readonly #open = new Map<WebSocket, Duplex>();
  readonly #limiter: ConnectionLimiter;
  readonly #tarpit = new Tarpit();
  readonly #trusts: Trusts;

  constructor(options: UpgradeHandlerOptions) {
    this.#options = options;
    this.#limiter = new ConnectionLimiter(options.socketsPerAddressCount);
    this.#trusts = options.trusts;
    const settings = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: LIMITS.messageMaxBytes,
      closeTimeout: CLOSE_TIMEOUT_MS,
      WebSocket: RelaySocket,
      handleProtocols: (protocols: Set<string>): string | false =>
        protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false,
    };
    this.#server = new WebSocketServer(settings);
  }

  /** Sockets that are open, in a room or not. */
  get count(): number {
    return this.#open.size;
  }

  readonly handle = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', error => this.#options.onError('socket', error));
    const session = sessionOfPath(pathOf(request));
    if (!session && !offered(request).includes(SUBPROTOCOL)) {
      // Nothing else watches this socket any more, and its other end may never hang up.
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () =>
        socket.destroy(),
      );
      return;
    }
    const address = addressOf(request, this.#trusts);
    const leave = this.#limiter.enter(address);
    // On the TCP socket, as not every upgrade becomes a WebSocket.
    if (leave) socket.once('close', leave);
    const refusal = leave ? this.#banOf(session, offered(request)) : CROWDED;
    if (refusal) {
      this.#options.log({ event: 'rate.reached', address, user: null, what: SOCKET });
      const sendAway = (ws: WebSocket): void => closeSocket(ws, socket, refusal.code, refusal.reason);
      // Nothing is read of a client that is closed for abuse, so what it has sent along is not kept
      // meanwhile.
      const kept = isProtocolAbuse(refusal.code) ? NOTHING : head;
      this.#tarpit.hold(socket, () => this.#handshake(request, socket, kept, sendAway));
    } else this.#handshake(request, socket, head, ws => this.#receive(request, session, socket, ws));
  };

  /** Makes a WebSocket of an upgrade. `then` receives it paused. */
  #handshake(request: IncomingMessage, socket: Duplex, head: Buffer, then: (ws: WebSocket) => void): void {
    this.#server.handleUpgrade(request, socket, head, ws => {
      ws.on('error', error => {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
          this.#options.log({ event: 'message.oversize', session: sessionOfPath(pathOf(request)) });
        else this.#options.onError('message', error);
      });
      this.#open.set(ws, socket);
      ws.once('close', () => this.#open.delete(ws));
      // A message that the device sends at once waits in the socket until somebody listens, so that nothing
      // is lost and nothing piles up here.
      ws.pause();
      then(ws);
    });
  }

  #receive(request: IncomingMessage, session: SessionId | undefined, socket: Duplex, ws: WebSocket): void {
    const giveUp = setTimeout(
      () => closeSocket(ws, socket, CLOSE_FOR_NOW.tryAgain, 'joining took too long'),
      LIMITS.joinTimeoutMs,
    );
    this.#admit(request, session, ws)
      .then(refusal => refusal && closeSocket(ws, socket, refusal.code, refusal.reason))
      .catch(error => {
        this.#options.onError('joining failed', error);
        if (error instanceof CorruptData)
          closeSocket(ws, socket, CLOSE.unreadable, 'the session cannot be read');
        else closeSocket(ws, socket, CLOSE_FOR_NOW.failed, 'the relay failed');
      })
      .finally(() => clearTimeout(giveUp));
  }

  /**
   * Closes what is in no room (rooms close their own) and waits for all to end; after `graceMs` nothing is
   * left open.
   */
  async close(graceMs: number): Promise<void> {
    this.#tarpit.release();
    const open = [...this.#open];
    for (const [ws, socket] of open) closeSocket(ws, socket, CLOSE_FOR_NOW.goingAway, 'the relay stops');
    const gone = Promise.all(open.map(([ws]) => new Promise(resolve => ws.once('close', resolve))));
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      gone,
      new Promise(resolve => {
        timer = setTimeout(resolve, graceMs);
      }),
    ]);
    clearTimeout(timer);
    for (const ws of this.#open.keys()) ws.terminate();
  }

  async #admit(
    request: IncomingMessage,
    session: SessionId | undefined,
    ws: WebSocket,
  ): Promise<Refusal | undefined> {
    const notNow = { code: CLOSE_FOR_NOW.tryAgain, reason: 'the relay stops' };
    if (!this.#options.isReady()) return notNow;
    const checked = await this.#check(request, session);
    if (!checked.ok) return checked.error;
    const { grant, rules } = checked.value;
    const { rooms, revalidator } = this.#options;
    const room = await rooms.open(grant.claims.session);
    if (!room || room.isEnded) return notNow;
    if (ws.readyState !== WebSocket.OPEN) return undefined;
    const full = rooms.fullFor(room.id, grant.claims.user, rules);
    if (full) return { code: CLOSE.full, reason: full };
    const connection = new Connection(ws, request.socket, grant, room);
    room.join(connection);
    connection.listen();
    // Loading the room may have taken long, and access may have changed meanwhile.
    await revalidator.check(connection, room.id);
    return undefined;
  }

  /**
   * Returns the refusal of a person who is banned for now, by the token's unchecked claim: checking it is the
   * work that they would cause.
   */
  #banOf(session: SessionId | undefined, protocols: readonly string[]): Refusal | undefined {
    const { access, rooms } = this.#options;
    const room = session && rooms.live(session);
    const claimed = room && access.tokens.claimed(tokenOf(protocols));
    const reason = claimed && room?.banReason(claimed);
    return reason === undefined ? undefined : { code: CLOSE.tooFast, reason };
  }

  async #check(
    request: IncomingMessage,
    session: SessionId | undefined,
  ): Promise<Result<{ readonly grant: Admission; readonly rules: LiveRecord }, Refusal>> {
    if (!session) return no(CLOSE.badRequest, 'not a session id');
    const { access } = this.#options;
    // Pages of other sites may not open sockets here with a visitor's browser.
    if (!access.addresses.isWelcomeFrom(request.headers)) {
      this.#options.log({ event: 'origin.refused', origin: refusedOrigin(request.headers) });
      return no(CLOSE.origin, 'a page of another site');
    }
    const arrived = Date.now();
    const protocols = offered(request);
    const address = addressOf(request, this.#trusts);
    const claims = await access.readToken(tokenOf(protocols), address);
    if (!claims.ok) return no(CLOSE.token, claims.error.detail ?? 'token');
    // The member's role now, not the one in the token: it may have changed since.
    const admitted = await access.enter(claims.value, session, SOCKET);
    if (!admitted.ok) {
      return no(closeCodeOf(admitted.error.code), admitted.error.detail ?? 'no such session');
    }
    // Opening a session restores it; a device that reconnects by itself restores none that its host has put
    // away.
    const { state, archivedBy } = admitted.value.session;
    if (state === 'archived' && archivedBy === 'host' && isAutomatic(protocols)) {
      return no(CLOSE.archived, 'the host has put the session away');
    }
    const epoch = epochOf(protocols);
    if (epoch !== undefined && epoch !== admitted.value.session.epoch) {
      return no(CLOSE.epoch, 'a copy of another history of this session');
    }
    const standing = await access.standing(session, admitted.value);
    return ok({
      grant: {
        claims: claims.value,
        standing,
        supportsExtensions: supportsExtensions(protocols),
        address,
        clockAheadMs: clockAheadOf(protocols, arrived),
      },
      rules: admitted.value.session,
    });
  }
}
