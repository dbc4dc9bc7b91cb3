import type { UserId } from '../../shared/ids.ts';
import type { DeviceTime } from '../../shared/time.ts';
import type { AccessRequest, OpenSession } from '../model/index.ts';
import { type NameContext, personOf } from './people.ts';
import { isEditingOff, relayReason } from './permissions.ts';
import { texts } from './text/index.ts';

/** Somebody who asks the host for something. */
export interface RequestRow {
  readonly user: UserId;
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
  /** The request in words, to stand after the name. */
  readonly asks: string;
  /** The effect of allowing it beyond that; else when it was asked. */
  readonly detail: string;
  /** Why it cannot be answered now; undefined where it can. */
  readonly blocked: string | undefined;
  /** Outcomes that a person should know become notices. */
  readonly answer: (isGranted: boolean) => Promise<void>;
}

/** For the host: who asks for what. Empty for everybody else. */
export const requestsOf = (open: OpenSession): readonly AccessRequest[] =>
  open.role.value === 'host' ? (open.service.standing.value?.requests ?? []) : [];

export const requestRows = (known: NameContext, open: OpenSession, now: DeviceTime): readonly RequestRow[] =>
  requestsOf(open).map(request => {
    const user = request.user_id as UserId;
    const { name, color } = personOf(known, open, user);
    const { asks, role } = request;
    return {
      user,
      name: request.name || name,
      color,
      asks: texts.requests.ASKS[asks === 'place' ? 'place' : role],
      detail: grantWords(open, request) ?? texts.numbers.ago(request.at, now),
      blocked: relayReason(open),
      answer: async isGranted => {
        if (isGranted && isForAll(open, request)) await open.service.changePolicy({ allow_editing: true });
        await open.service.answerRequest(user, isGranted);
      },
    };
  });

/** Whether allowing this turns editing on for everybody, because the host has turned it off. */
const isForAll = (open: OpenSession, { asks, role }: AccessRequest): boolean =>
  asks === 'role' && role === 'editor' && isEditingOff(open);

/** Returns the effect of allowing this beyond what is asked for; undefined where there is none. */
function grantWords(open: OpenSession, request: AccessRequest): string | undefined {
  if (isForAll(open, request)) return texts.requests.TURNS_EDITING_ON;
  const max = open.service.standing.value?.settings.max_participants;
  return request.asks === 'place' && max !== undefined ? texts.requests.makesRoom(max) : undefined;
}
