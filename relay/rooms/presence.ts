import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { LIMITS } from '../../shared/limits.ts';
import { CLOSE, type CloseCode } from '../../shared/protocol.ts';
import type { Role } from '../../shared/session/index.ts';
import { wellFormedValue } from '../../shared/text.ts';

/** The person that a presence entry is rewritten to speak for. */
export interface Sender {
  readonly user: string;
  readonly role: Role;
}

/** One client's state as it is sent, already encoded: varUint client, varUint clock, varString JSON. */
export interface PresenceEntry {
  readonly client: number;
  readonly bytes: Uint8Array;
}

/** The outcome of an awareness update: states that the others must hear, or a reason to close the socket. */
export type PresenceVerdict =
  | { readonly type: 'changed'; readonly entries: readonly PresenceEntry[] }
  | { readonly type: 'refuse'; readonly code: CloseCode; readonly reason: string };

/**
 * Clocks beyond these are no device's: they would leave the honest owner of a client id mute until its own
 * clock catches up.
 */
const FIRST_CLOCK_MAX = 2 ** 31;
const CLOCK_STEP_MAX = 2 ** 16;

/** A plain client may send back everybody's presence at once, and nothing is larger than that. */
const MESSAGE_MAX_BYTES = LIMITS.presenceMaxBytes * LIMITS.participantsPerSessionCount;

const refuse = (code: CloseCode, reason: string): PresenceVerdict => ({ type: 'refuse', code, reason });
const TOO_LARGE = refuse(CLOSE.tooLarge, `presence over ${LIMITS.presenceMaxBytes} bytes`);

interface RawEntry {
  readonly client: number;
  readonly clock: number;
  /** Still text: a plain client sends back what everybody else next, and that is not worth parsing. */
  readonly json: string;
}

/** Decodes the entries of an awareness update; throws on bytes that are none. */
function decodeEntries(update: Uint8Array): RawEntry[] {
  const decoder = decoding.createDecoder(update);
  const count = decoding.readVarUint(decoder);
  const entries: RawEntry[] = [];
  for (let i = 0; i < count; i++) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    entries.push({ client, clock, json: decoding.readVarString(decoder) });
  }
  return entries;
}

type State = Record<string, unknown> | null;

/** JSON's escape of half a character, which the bytes around it cannot hold. */
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;

/** Parses a state, all its texts well-formed. Throws on what is neither an object nor null. */
function parseState(json: string): State {
  const read: unknown = JSON.parse(json);
  const state = ESCAPED_SURROGATE.test(json) ? wellFormedValue(read) : read;
  if (typeof state !== 'object' || Array.isArray(state)) throw new Error('a state is an object or null');
  return state as State;
}

function encodeEntry(client: number, clock: number, state: State): PresenceEntry {
  const bytes = encoding.encode(encoder => {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  });
  return { client, bytes };
}

interface Live<S> {
  readonly owner: S;
  /** The device's own; what is sent may be ahead of it. */
  readonly clock: number;
  readonly state: NonNullable<State>;
  readonly entry: PresenceEntry;
}

/**
 * The awareness states of a room: one client id for each socket, the first it speaks for. Holds live sockets
 * only.
 */
export class RoomPresence<S extends Sender> {
  readonly #live = new Map<number, Live<S>>();
  readonly #clientOf = new Map<S, number>();
  /**
   * How far the clocks that are sent are ahead of a client's own: by one for each time that the relay rewrote
   * its state.
   */
  readonly #ahead = new Map<number, number>();
  readonly #claim: (client: number, sender: S) => boolean;

  /**
   * `claim` gives a client id without an owner to the sender, and returns false for one that is somebody
   * else's.
   */
  constructor(claim: (client: number, sender: S) => boolean) {
    this.#claim = claim;
  }

  /** Returns every state, for a socket that has just joined. */
  all(): Uint8Array[] {
    return [...this.#live.values()].map(({ entry }) => entry.bytes);
  }

  get size(): number {
    return this.#live.size;
  }

  /**
   * Applies an awareness update from one socket. Entries for client ids of others are passed over in silence:
   * plain y-websocket clients send back everything they hear.
   */
  receive(from: S, update: Uint8Array): PresenceVerdict {
    if (update.length > MESSAGE_MAX_BYTES) return refuse(CLOSE.tooLarge, 'presence message too large');
    const entries: PresenceEntry[] = [];
    try {
      for (const { client, clock, json } of decodeEntries(update)) {
        if (!this.#mayTouch(from, client)) continue;
        const live = this.#live.get(client);
        const max = live?.owner === from ? live.clock + CLOCK_STEP_MAX : FIRST_CLOCK_MAX;
        if (clock > max) return refuse(CLOSE.badRequest, 'a presence clock that jumps');
        // Before it is parsed: a large one may be nested so deep that it can be read and not be written
        // again.
        if (json.length > LIMITS.presenceMaxBytes) return TOO_LARGE;
        const state = parseState(json);
        const entry = this.#entryOf(from, client, clock, state);
        if (entry.bytes.length > LIMITS.presenceMaxBytes) return TOO_LARGE;
        const isChange = state
          ? this.#set(from, { owner: from, clock, state, entry })
          : this.#clear(from, client, clock);
        if (isChange) entries.push(entry);
      }
    } catch (error) {
      if (error instanceof Error) return refuse(CLOSE.badRequest, 'not an awareness update');
      throw error;
    }
    return { type: 'changed', entries };
  }

  /**
   * Rewrites a socket's state for its new role; returns what the others must hear, without waiting for its
   * device.
   */
  rewrite(socket: S): PresenceEntry | undefined {
    const client = this.#clientOf.get(socket);
    const live = client === undefined ? undefined : this.#live.get(client);
    if (client === undefined || live?.owner !== socket) return undefined;
    // Awareness passes over a clock that it has seen. The device's own next state must not be passed over
    // either, so it is moved on as well.
    this.#ahead.set(client, (this.#ahead.get(client) ?? 0) + 1);
    const entry = this.#entryOf(socket, client, live.clock, live.state);
    this.#live.set(client, { ...live, entry });
    return entry;
  }

  /** Forgets a socket; returns what the others must hear. */
  leave(socket: S): PresenceEntry | undefined {
    const client = this.#clientOf.get(socket);
    this.#clientOf.delete(socket);
    const live = client === undefined ? undefined : this.#live.get(client);
    if (client === undefined || live?.owner !== socket) return undefined;
    this.#live.delete(client);
    // The same clock with no state is how awareness says "gone"; a higher one would swallow the client's next
    // state.
    return this.#entryOf(socket, client, live.clock, null);
  }

  #entryOf({ user, role }: S, client: number, clock: number, state: State): PresenceEntry {
    return encodeEntry(client, clock + (this.#ahead.get(client) ?? 0), state && { ...state, user, role });
  }

  /** Whether the socket may speak for this client id: only for one, and for none that is another person's. */
  #mayTouch(from: S, client: number): boolean {
    const own = this.#clientOf.get(from);
    return own === undefined ? this.#claim(client, from) : own === client;
  }

  /** Returns false where the others need to hear nothing. */
  #clear(from: S, client: number, clock: number): boolean {
    const live = this.#live.get(client);
    if (live?.owner !== from || clock < live.clock) return false;
    return this.#live.delete(client);
  }

  #set(from: S, next: Live<S>): boolean {
    const { client } = next.entry;
    const live = this.#live.get(client);
    if (live && next.clock <= live.clock) return false;
    // A device may come back before its old socket is known to be dead: the newest socket speaks.
    if (live && live.owner !== from) this.#clientOf.delete(live.owner);
    this.#clientOf.set(from, client);
    this.#live.set(client, next);
    return true;
  }
}
