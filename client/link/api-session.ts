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

/** A session's lifecycle on the relay. */
export interface LifeApi {
  heartbeat(status: 'here' | 'away'): Promise<Result<void>>;
  /** Reports the end by a beacon, from a page that is being left. */
  close(token: string): void;
  /** Archives the session until somebody opens it again; for the host. */
  archive(): Promise<Result<void>>;
  /** Replaces what the relay cannot read by an empty history, for this device to fill; for the host. */
  beginAgain(): Promise<Result<void>>;
  /** Deletes the session for everybody; for the host. */
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
