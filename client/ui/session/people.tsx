import type { OpenSession, Peer } from '../../model/index.ts';
import { attentionWords, earlierIn, othersIn, peopleLabel, requestsOf, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { CommandWords } from '../parts/command-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { Popover } from '../parts/popover.tsx';

const SHOWN = 4;
const DEVICE = { headset: 'headset', phone: 'device', screen: 'screen' } as const;

/** Shows the people here now as initials; the panel says their names and who else was ever here. */
export function PeopleCorner({ open }: { readonly open: OpenSession }) {
  const { model, screen } = useApp();
  const requests = requestsOf(open).length;
  const peers = open.peers.value;
  const me = model.profile.value;
  const earlier = earlierIn(open);
  const { people } = texts;
  const summary = people.summary(
    peers.map(({ presence }) => presence.name),
    requests,
  );
  return (
    <Popover
      buttonClass="people-button"
      title={summary}
      side="below"
      panelLabel={people.TITLE}
      panelClass="people-panel"
      button={
        <>
          <span class="visually-hidden">{summary}</span>
          {peers.length === 0 ? <Icon name="people" /> : <Faces peers={peers} />}
          {requests > 0 && (
            <span class="count-badge" aria-hidden="true">
              {requests}
            </span>
          )}
        </>
      }
    >
      {close => (
        <>
          <h2>{people.peopleHere(othersIn(open) + 1)}</h2>
          <ul class="people-list">
            <li>
              <Avatar name={me.name} color={me.color} />
              <span>{me.name}</span>
              <span class="muted small">{people.YOU}</span>
            </li>
            {peers.map(peer => (
              <PersonHere key={peer.client} peer={peer} close={close} />
            ))}
          </ul>
          <CommandWords id="call-others" className="wide-button" before={close} />
          {earlier.length > 0 && (
            <>
              <h2>{people.EARLIER}</h2>
              <ul class="people-list">
                {earlier.map(person => (
                  <li key={person.id}>
                    <Avatar name={person.name} color={person.color} faded />
                    <span>{person.name}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
          <button
            type="button"
            class="button wide-button"
            onClick={() => {
              close();
              screen.dialog.value = 'people';
            }}
          >
            <Icon name="people" />
            {peopleLabel(open)}
          </button>
        </>
      )}
    </Popover>
  );
}

function PersonHere({ peer: { presence }, close }: { readonly peer: Peer; readonly close: () => void }) {
  const { actions } = useApp();
  const { user, name, color, attention, device, head } = presence;
  return (
    <li>
      <Avatar name={name} color={color} faded={attention !== 'here'} />
      <div class="person-text">
        <p>{name}</p>
        <p class="muted small with-icon">
          <Icon name={DEVICE[device]} />
          {attentionWords(presence)}
        </p>
      </div>
      <IconButton
        icon="follow"
        label={texts.people.follow(name)}
        blocked={head ? undefined : texts.people.CANNOT_FOLLOW}
        onClick={() => {
          close();
          actions.follow(user);
        }}
      />
    </li>
  );
}

function Faces({ peers }: { readonly peers: readonly Peer[] }) {
  return (
    <span class="avatars" aria-hidden="true">
      {peers.slice(0, SHOWN).map(({ client, presence }) => (
        <Avatar
          key={client}
          name={presence.name}
          color={presence.color}
          faded={presence.attention !== 'here'}
        />
      ))}
      {peers.length > SHOWN && <span class="avatar rest">+{peers.length - SHOWN}</span>}
    </span>
  );
}
