import { useSignal } from '@preact/signals';
import type { Frame } from '../../../shared/frame.ts';
import { deviceNow, type OpenSession, placeKey } from '../../model/index.ts';
import {
  type AnchorRow,
  anchorRows,
  deletedFrameWords,
  describeSpace,
  measureReason,
  texts,
} from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Confirm } from '../parts/confirm.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { InlineName } from '../parts/inline-name.tsx';

/**
 * Where the session stands in the real room: how well, by which reference points, and what this device keeps
 * of it.
 */
export function AlignPage({ open }: { readonly open: OpenSession }) {
  const { model, actions } = useApp();
  const deleted = useSignal<Frame | undefined>(undefined);
  const space = describeSpace(model.space.value, deviceNow());
  const frames = open.frames.value;
  const anchors = anchorRows(model, deviceNow());
  const isEditable = open.permission.value === 'edit';
  const isGone = deleted.value && deletedFrameWords(open, deleted.value);
  const { HERE, POINTS, NO_POINTS, MEASURE_HINT, ANCHORS, NO_ANCHORS, UNDO, anchorsKept } = texts.align;
  return (
    <>
      <section class="settings" aria-labelledby="space-title">
        <h3 id="space-title">{HERE}</h3>
        <p>{space.text}</p>
        <p class="muted small">{space.detail}</p>
      </section>
      <section class="settings" aria-labelledby="frames-title">
        <h3 id="frames-title">{POINTS}</h3>
        {frames.length === 0 ? (
          <p class="muted small">{NO_POINTS.screen}</p>
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
        {isGone !== undefined && (
          <div class="row" role="status">
            <p class="row-text small">{isGone}</p>
            <button type="button" class="button" onClick={() => actions.undo()}>
              {UNDO}
            </button>
          </div>
        )}
        {frames.length > 0 && isEditable && <p class="muted small">{MEASURE_HINT}</p>}
      </section>
      <section class="settings" aria-labelledby="anchors-title">
        <h3 id="anchors-title">{ANCHORS.screen}</h3>
        <p class="muted small">{anchors.length === 0 ? NO_ANCHORS : anchorsKept(anchors.length)}</p>
        <ul class="rows">
          {anchors.map(row => (
            <Anchor key={placeKey(row.place.of)} {...row} />
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
  const { FRAME_NAME, measureLabel, renameLabel, deleteLabel } = texts.align;
  return (
    <li class="row">
      <div class="row-text">
        {naming.value ? (
          <InlineName
            label={FRAME_NAME}
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
            label={measureLabel(name)}
            blocked={measureReason(model.space.value)}
            onClick={() => actions.measureFrame(frame.id)}
          />
          <IconButton
            icon="pencil"
            label={renameLabel(name)}
            onClick={() => {
              naming.value = true;
            }}
          />
          <IconButton
            icon="trash"
            danger
            label={deleteLabel(name)}
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

function Anchor({ place, title, detail }: AnchorRow) {
  const { actions } = useApp();
  return (
    <li class="row">
      <div class="row-text">
        <p class="row-title">{title}</p>
        <p class="muted small">{detail}</p>
      </div>
      <Confirm
        {...texts.align.FREE}
        about={place.label}
        icon="trash"
        isSmall
        onConfirm={() => actions.freeAnchor(place)}
      />
    </li>
  );
}
