import { useEffect } from 'preact/hooks';
import type { UserId } from '../../../shared/ids.ts';
import type { Member, OpenSession } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import { personOf, presenceWords, relayReason, requestsOf, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { RemoteView } from '../parts/remote-view.tsx';
import { RequestRow } from './requests.tsx';

/** Everybody who belongs to the session, and what the host can do about it. */
export function PeoplePage({ open }: { readonly open: OpenSession }) {
  const { service } = open;
  useEffect(() => void service.refresh('members'), [service]);
  const requests = requestsOf(open);
  return (
    <>
      {requests.length > 0 && (
        <section aria-labelledby="requests-title">
          <h3 id="requests-title">{texts.numbers.count(requests.length, 'person asks', 'people ask')}</h3>
          <ul class="rows">
            {requests.map(request => (
              <RequestRow key={request.user_id} open={open} request={request} />
            ))}
          </ul>
        </section>
      )}
      <RemoteView
        remote={service.members.value}
        what="the list of people"
        onRetry={() => service.refresh('members')}
        fallback={<KnownHere open={open} />}
      >
        {members => <Members open={open} members={members} />}
      </RemoteView>
      {open.role.value !== 'host' && (
        <p class="muted small">Only the host changes roles, and asks people to leave.</p>
      )}
    </>
  );
}

const ORDER = { here: 0, away: 1, gone: 2 } as const;

function Members({ open, members }: { readonly open: OpenSession; readonly members: readonly Member[] }) {
  const sorted = [...members].sort(
    (a, b) =>
      Number(b.user_id === open.user) - Number(a.user_id === open.user) ||
      ORDER[a.presence] - ORDER[b.presence] ||
      a.name.localeCompare(b.name),
  );
  return (
    <section aria-labelledby="members-title">
      <h3 id="members-title">{texts.numbers.count(members.length, 'person', 'people')}</h3>
      <ul class="rows">
        {sorted.map(member => (
          <MemberRow key={member.user_id} open={open} member={member} />
        ))}
      </ul>
    </section>
  );
}

function MemberRow({ open, member }: { readonly open: OpenSession; readonly member: Member }) {
  const app = useApp();
  const { service } = open;
  const user = member.user_id as UserId;
  const who = personOf(app, open, user);
  const name = member.name || who.name;
  const isLive = open.link.value.state === 'live';
  const presence = who.isMe
    ? 'you'
    : presenceWords(member, isLive ? open.peers.value : undefined, deviceNow());
  const mayManage = open.role.value === 'host' && !who.isMe && member.role !== 'host';
  const blocked = relayReason(open);
  return (
    <li class="row">
      <Avatar name={name} color={who.color} faded={!who.isMe && member.presence !== 'here'} />
      <div class="row-text">
        <p class="row-title">{name}</p>
        <p class="muted small">{presence}</p>
      </div>
      {mayManage ? (
        <select
          class="input role-select"
          aria-label={`Role of ${name}`}
          title={blocked ?? texts.numbers.ROLE_WORDS[member.role].title}
          disabled={blocked !== undefined}
          value={member.role}
          onChange={event => void service.changeRole(user, event.currentTarget.value as 'editor' | 'viewer')}
        >
          <option value="editor">Editor</option>
          <option value="viewer">View only</option>
        </select>
      ) : (
        <span class="badge">{texts.numbers.ROLE_WORDS[member.role].title}</span>
      )}
      {mayManage && (
        <>
          <Confirm
            isSmall
            label="Hand over"
            icon="key"
            about={name}
            blocked={blocked}
            question={`Make ${name} the host? You stay as an editor, and only ${name} can make you host again.`}
            answer="Hand over"
            onConfirm={() => service.changeRole(user, 'host')}
          />
          <Confirm
            isSmall
            label="Remove"
            icon="leave"
            about={name}
            danger
            blocked={blocked}
            question={`Remove ${name} from this session? Their copy stays on their device; they get no more changes.`}
            answer="Remove"
            onConfirm={() => service.removeMember(user)}
          />
        </>
      )}
    </li>
  );
}

/** Whom the document and the moment know, for as long as the relay has not said more. */
function KnownHere({ open }: { readonly open: OpenSession }) {
  const app = useApp();
  const here = new Set<string>([open.user, ...open.peers.value.map(({ presence }) => presence.user)]);
  const users = new Set<string>([...here, ...open.participants.value.map(({ id }) => id)]);
  return (
    <section aria-label="People known on this device">
      <ul class="rows">
        {[...users].map(user => {
          const who = personOf(app, open, user);
          return (
            <li key={user} class="row">
              <Avatar name={who.name} color={who.color} faded={!here.has(user)} />
              <div class="row-text">
                <p class="row-title">{who.name}</p>
                <p class="muted small">{who.isMe ? 'you' : here.has(user) ? 'here' : 'was here before'}</p>
              </div>
              {who.isMe && <span class="badge">{texts.numbers.ROLE_WORDS[open.role.value].title}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
