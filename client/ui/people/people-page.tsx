import { useEffect } from 'preact/hooks';
import type { OpenSession } from '../../model/index.ts';
import { deviceNow } from '../../model/index.ts';
import {
  lastOf,
  manageReason,
  type PersonRow,
  peopleRows,
  personActions,
  requestRows,
  texts,
} from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { RemoteView } from '../parts/remote-view.tsx';
import { RequestLine } from './requests.tsx';

interface PeoplePageProps {
  readonly open: OpenSession;
}

/** Everybody who belongs to the session, and what the host can do about it. */
export function PeoplePage({ open }: PeoplePageProps) {
  const app = useApp();
  const { service } = open;
  useEffect(() => void service.refresh('members'), [service]);
  const requests = requestRows(app, open, deviceNow());
  const list = <People open={open} />;
  const reason = manageReason(open);
  return (
    <>
      {requests.length > 0 && (
        <section aria-labelledby="requests-title">
          <h3 id="requests-title">{texts.requests.asking(requests.length)}</h3>
          <ul class="rows">
            {requests.map(request => (
              <RequestLine key={request.user} request={request} />
            ))}
          </ul>
        </section>
      )}
      <RemoteView
        remote={service.members.value}
        what={texts.people.LIST}
        onRetry={() => service.refresh('members')}
        fallback={list}
      >
        {() => list}
      </RemoteView>
      {reason !== undefined && <p class="muted small">{reason}</p>}
    </>
  );
}

function People({ open }: PeoplePageProps) {
  const rows = peopleRows(useApp(), open, deviceNow());
  const isSaid = lastOf(open.service.members.value) !== undefined;
  return (
    <section aria-label={isSaid ? texts.people.TITLE : texts.people.KNOWN_HERE}>
      {isSaid && <h3>{texts.people.people(rows.length)}</h3>}
      <ul class="rows">
        {rows.map(person => (
          <Row key={person.user} open={open} person={person} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly open: OpenSession;
  readonly person: PersonRow;
}

function Row({ open, person }: RowProps) {
  const { name, color, presence, isHere, role, mayManage } = person;
  return (
    <li class="row">
      <Avatar name={name} color={color} faded={!isHere} />
      <div class="row-text">
        <p class="row-title">{name}</p>
        <p class="muted small">{presence}</p>
      </div>
      {role !== undefined && !mayManage && <span class="badge">{texts.numbers.ROLE_WORDS[role].title}</span>}
      {mayManage && <Manage open={open} person={person} />}
    </li>
  );
}

function Manage({ open, person }: RowProps) {
  const { name, role } = person;
  const { blocked, changeRole, handOver, remove } = personActions(open, person);
  const roles = texts.numbers.ROLE_WORDS;
  return (
    <>
      <select
        class="input role-select"
        aria-label={texts.people.roleOf(name)}
        title={blocked ?? (role && roles[role].title)}
        disabled={blocked !== undefined}
        value={role}
        onChange={event => void changeRole(event.currentTarget.value as 'editor' | 'viewer')}
      >
        <option value="editor">{roles.editor.title}</option>
        <option value="viewer">{roles.viewer.title}</option>
      </select>
      <Confirm isSmall icon="key" about={name} blocked={blocked} {...handOver} onConfirm={handOver.run} />
      <Confirm
        isSmall
        icon="leave"
        about={name}
        danger
        blocked={blocked}
        {...remove}
        onConfirm={remove.run}
      />
    </>
  );
}
