import type { SessionId } from '../../../shared/ids.ts';
import type { LinkState, OpenSession } from '../../model/index.ts';
import { describeStatus, texts } from '../../view/index.ts';
import { useApp } from '../app-context.ts';
import { Icon, type IconName } from '../parts/icon.tsx';

interface KeptProps {
  readonly id: SessionId;
  readonly open: OpenSession;
}

/** What is saved where, in sentences. */
export function Kept({ id, open }: KeptProps) {
  const { actions } = useApp();
  const disk = open.disk.value;
  const link = open.link.value;
  const waitingPictures = open.service.screenshots.value.filter(({ state }) => state === 'waiting').length;
  const device =
    disk.state === 'failed'
      ? describeStatus(disk, link).detail
      : `All ${texts.numbers.count(open.objectCount.value, 'object')}, and every edit of yours: nothing here needs a network.`;
  return (
    <section class="settings" aria-labelledby="kept-title">
      <h3 id="kept-title">Where it is kept</h3>
      <Fact icon="device" title="On this device" detail={device} />
      <Fact icon="relay" title="On the relay" detail={relayWords(link, waitingPictures)} />
      <Fact
        icon="lock"
        title="Never shared"
        detail="Where your room is: alignments and anchors stay on this device."
      />
      <div class="setting">
        <div class="row-text">
          <p class="row-title">A file of your own</p>
          <p class="muted small">The whole session, to keep or to open elsewhere.</p>
        </div>
        <button type="button" class="button" onClick={() => actions.exportSession()}>
          <Icon name="download" />
          Save as a file
        </button>
      </div>
      <p class="muted small session-id">
        Session id <code>{id}</code>
      </p>
    </section>
  );
}

function relayWords(link: LinkState, pictures: number): string {
  const { state, waiting } = link;
  const late = [
    ...(waiting > 0 ? [texts.numbers.count(waiting, 'change')] : []),
    ...(pictures > 0 ? [texts.numbers.count(pictures, 'picture')] : []),
  ].join(' and ');
  if (state === 'off') return 'Nothing yet: this session has not met a relay.';
  if (state === 'refused')
    return 'What it had before. It takes nothing from this device now; the status says why.';
  if (late && 'blockedBy' in link && link.blockedBy?.code === 'link/relay-full')
    return `Everything but ${late}, waiting until its disk has room.`;
  if (late)
    return `Everything but ${late}, ${state === 'live' ? 'on the way now' : 'waiting until it can be reached'}.`;
  return 'Everything, encrypted on its disk, for as long as the host wants.';
}

interface FactProps {
  readonly icon: IconName;
  readonly title: string;
  readonly detail: string;
}

function Fact({ icon, title, detail }: FactProps) {
  return (
    <div class="fact">
      <Icon name={icon} />
      <div>
        <p>{title}</p>
        <p class="muted small">{detail}</p>
      </div>
    </div>
  );
}
