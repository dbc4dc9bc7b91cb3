import { useSignal } from '@preact/signals';
import type { Frame } from '../../../shared/frame.ts';
import {
  deviceNow,
  measureProblem,
  type OpenSession,
  placeKey,
  type StoredAlignment,
} from '../../model/index.ts';
import { readOnlyReason, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Confirm } from '../parts/confirm.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { InlineName } from '../parts/inline-name.tsx';

/**
 * Where the session stands in the real room: how well, by which reference points, and what this device keeps
 * of it.
 */
export function RoomPage({ open }: { readonly open: OpenSession }) {
  const { model, actions } = useApp();
  const deleted = useSignal<Frame | undefined>(undefined);
  const space = texts.space.describeSpace(model.space.value, deviceNow());
  const frames = open.frames.value;
  const places = model.places.value;
  const isEditable = readOnlyReason(open) === undefined;
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
            None yet. In AR, open “Align” in the menu and touch two corners that everybody can find again, at
            least 1.5 m apart. Whoever touches the same two sees everything in the same place.
          </p>
        ) : (
          <ul class="rows">
            {frames.map(frame => (
              <FrameRow
                key={frame.id}
                frame={frame}
                isEditable={isEditable}
                onDelete={gone => {
                  deleted.value = gone;
                }}
              />
            ))}
          </ul>
        )}
        {deleted.value && !frames.some(({ id }) => id === deleted.value?.id) && (
          <div class="row" role="status">
            <p class="row-text small">{texts.space.frameDeletedWords(deleted.value)}</p>
            <button type="button" class="button" onClick={() => actions.undo()}>
              Undo
            </button>
          </div>
        )}
        {frames.length > 0 && isEditable && (
          <p class="muted small">
            Was the furniture moved, or a point touched badly? Measure the points again in AR, with a headset
            or a phone that is aligned in that room. Nothing that was placed moves.
          </p>
        )}
      </section>
      <section class="settings" aria-labelledby="anchors-title">
        <h3 id="anchors-title">Anchors of this device</h3>
        <p class="muted small">
          {anchors === 0
            ? 'None. A headset that can keep anchors finds its rooms again by itself.'
            : `${texts.numbers.count(anchors, 'anchor')}. A headset keeps only a few for all apps; the one that was used longest ago gives way.`}
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

interface FrameRowProps {
  readonly frame: Frame;
  readonly isEditable: boolean;
  readonly onDelete: (frame: Frame) => void;
}

function FrameRow({ frame, isEditable, onDelete }: FrameRowProps) {
  const { model, actions } = useApp();
  const naming = useSignal(false);
  const name = texts.space.frameName(frame);
  const problem = measureProblem(model.space.value);
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
        <p class="muted small">{texts.space.framePointWords(frame)}</p>
      </div>
      {isEditable && (
        <>
          <IconButton
            icon="ruler"
            label={`Measure ${name} again`}
            blocked={problem && texts.errors.describe(problem).advice}
            onClick={() => actions.measureFrame(frame.id)}
          />
          <IconButton
            icon="pencil"
            label={`Rename ${name}`}
            onClick={() => {
              naming.value = true;
            }}
          />
          <IconButton
            icon="trash"
            danger
            label={`Delete ${name}`}
            onClick={() => {
              actions.deleteFrame(frame.id);
              onDelete(frame);
            }}
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
        <p class="muted small">Last used {texts.numbers.ago(place.used, deviceNow())}</p>
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
