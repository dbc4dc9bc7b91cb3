import {
  archiveAnswer,
  closeRequest,
  deletedAnswer,
  heartbeatAnswer,
  ROUTES,
} from '../../shared/api/index.ts';
import { ok, type Result } from '../../shared/errors.ts';
import type { SessionId } from '../../shared/ids.ts';
import type { SessionRequests } from './api-request.ts';

/** A session's life on the relay. */
export interface LifeApi {
  heartbeat(status: 'here' | 'away'): Promise<Result<void>>;
  /** Says goodbye; may be the last thing that a page does. */
  close(token: string): void;
  /** The host's: out of the relay's hot store, until somebody opens the session again. */
  archive(): Promise<Result<void>>;
  /**
   * The host's: another, empty history in the place of what the relay cannot read, for this device to fill.
   */
  beginAgain(): Promise<Result<void>>;
  /** The host's: from the relay, for everybody, for ever. */
  deleteEverywhere(): Promise<Result<void>>;
}

export const lifeApi = (requests: SessionRequests, id: SessionId): LifeApi => ({
  heartbeat: async status => {
    const timestamp = requests.all.clock.relayNow();
    const body = { timestamp, status };
    const path = ROUTES.heartbeat(id);
    const answer = await requests.send({ method: 'POST', path, body, schema: heartbeatAnswer });
    return answer.ok ? ok(undefined) : answer;
  },
  close: token => {
    const body = closeRequest.parse({ timestamp: requests.all.clock.relayNow(), token });
    requests.all.beacon(ROUTES.close(id), body);
  },
  archive: async () => {
    const path = ROUTES.archive(id);
    const answer = await requests.send({ method: 'POST', path, body: {}, schema: archiveAnswer });
    return answer.ok ? ok(undefined) : answer;
  },
  beginAgain: async () => {
    const path = ROUTES.beginAgain(id);
    const answer = await requests.send({ method: 'POST', path, body: {}, schema: archiveAnswer });
    return answer.ok ? ok(undefined) : answer;
  },
  deleteEverywhere: async () => {
    const path = ROUTES.session(id);
    const answer = await requests.send({ method: 'DELETE', path, schema: deletedAnswer });
    return answer.ok ? ok(undefined) : answer;
  },
});
