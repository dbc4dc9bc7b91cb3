import { useSignal } from '@preact/signals';
import type { Frame } from '../../../shared/frame.ts';
import { mayWrite } from '../../../shared/session/index.ts';
import {
  ago,
  count,
  describeSpace,
  type OpenSession,
  placeKey,
  type StoredAlignment,
} from '../../model/index.ts';
import { useApp } from '../app-context.ts';
import { Confirm } from '../parts/confirm.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { InlineName } from '../parts/inline-name.tsx';

/** Where the session stands in the real room: how well, by which reference points, and what this device keeps of it. */
export function RoomPage({ open }: { readonly open: OpenSession }) {
  const { model } = useApp();
  const space = describeSpace(model.space.value, Date.now());
  const frames = open.frames.value;
  const places = model.places.value;
  const anchors = places.filter(({ anchor }) => anchor).length;
  return (
    <>
      <section class="settings" aria-labelledby="space-title">
        <h3 id="space-title">In this room</h3>
        <p>{space.text}</p>
        <p class="muted small">{space.detail}</p>
      </section>
      <section class="settings" aria-labelledby="frames-title">
        <h3 id="frames-title">Reference points</h3>
        {frames.length === 0 ? (
          <p class="muted small">
            None yet. In AR, open “Room” in the menu and touch two corners that everybody can find again, at
            least 1.5 m apart. Whoever touches the same two sees everything in the same place.
          </p>
        ) : (
          <ul class="rows">
            {frames.map(frame => (
              <FrameRow key={frame.id} frame={frame} editable={mayWrite(open.role.value, 'frames')} />
            ))}
          </ul>
        )}
      </section>
      <section class="settings" aria-labelledby="anchors-title">
        <h3 id="anchors-title">Anchors of this device</h3>
        <p class="muted small">
          {anchors === 0
            ? 'None. A headset that can keep anchors finds its rooms again by itself.'
            : `${count(anchors, 'anchor')}. A headset keeps only a few for all apps; the one that was used longest ago gives way.`}
        </p>
        <ul class="rows">
          {places
            .filter(({ anchor }) => anchor)
            .map(place => (
              <PlaceRow key={placeKey(place.of)} place={place} />
            ))}
        </ul>
      </section>
    </>
  );
}

function FrameRow({ frame, editable }: { readonly frame: Frame; readonly editable: boolean }) {
  const { actions } = useApp();
  const naming = useSignal(false);
  const name = frame.name || 'Unnamed';
  return (
    <li class="row">
      <div class="row-text">
        {naming.value ? (
          <InlineName
            label="Name of these reference points"
            value={frame.name}
            onSave={next => actions.editFrame(frame.id, { name: next })}
            onDone={() => {
              naming.value = false;
            }}
          />
        ) : (
          <p class="row-title">{name}</p>
        )}
        <p class="muted small">{frame.points.map(point => point.name).join(', ')}</p>
      </div>
      {editable && (
        <>
          <IconButton
            icon="pencil"
            label={`Rename ${name}`}
            onClick={() => {
              naming.value = true;
            }}
          />
          <Confirm
            label="Delete"
            about={name}
            icon="trash"
            isSmall
            danger
            question="Delete these reference points for everybody? Nothing that was placed moves; new devices cannot align by them any more."
            answer="Delete"
            onConfirm={() => actions.deleteFrame(frame.id)}
          />
        </>
      )}
    </li>
  );
}

function PlaceRow({ place }: { readonly place: StoredAlignment }) {
  const { actions } = useApp();
  return (
    <li class="row">
      <div class="row-text">
        <p class="row-title">{place.label || 'This device’s own place'}</p>
        <p class="muted small">Last used {ago(place.used, Date.now())}</p>
      </div>
      <Confirm
        label="Free"
        about={place.label}
        icon="trash"
        isSmall
        question="Free this anchor? The room must be aligned again next time; nothing that was placed moves."
        answer="Free"
        onConfirm={() => actions.freeAnchor(place)}
      />
    </li>
  );
}
