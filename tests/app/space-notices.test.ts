import { describe, expect, it } from 'vitest';
import { createNotices } from '../../client/app/notices.ts';
import { announceSpaceProblems } from '../../client/app/space/space-notices.ts';
import { createModel, type SpaceState } from '../../client/model/index.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { deviceTime } from '../support/builders.ts';

type Aligned = Extract<SpaceState, { state: 'aligned' }>;

const aligned = (code?: AppError['code'], by: Aligned['quality']['by'] = 'touch'): SpaceState => ({
  state: 'aligned',
  frame: 'desk' as ObjectId,
  quality: { by, rms: 0.004, at: deviceTime(0) },
  kept: 'visit',
  problem: code && { code },
});

/** Somebody in AR. What they do about it counts as `again`. */
function wearer() {
  const model = createModel({ name: 'Anna', color: '#4cc2ff' });
  const notices = createNotices(model.notices);
  let again = 0;
  announceSpaceProblems({
    model,
    notices,
    alignAgain: () => {
      again += 1;
    },
    prefer: change => {
      model.preferences.value = { ...model.preferences.value, ...change };
    },
  });
  return {
    notices,
    again: () => again,
    is: (space: SpaceState) => {
      model.space.value = space;
    },
    said: () => model.notices.value,
    codes: () => model.notices.value.map(({ id }) => id),
  };
}

describe('what has come over an alignment', () => {
  it.each<AppError['code']>(['align/moved', 'align/gone', 'align/changed', 'anchor/full', 'anchor/lost'])(
    '[ROOM-21] %s is said calmly, with a press to align again, until it is solved',
    code => {
      const anna = wearer();
      anna.is(aligned());
      expect(anna.said()).toEqual([]);
      anna.is(aligned(code));
      expect(anna.said()).toMatchObject([{ id: code, tone: 'waiting', actions: [{ label: 'Align again' }] }]);
      anna.is(aligned());
      expect(anna.said()).toEqual([]);
      anna.is(aligned(code));
      anna.said()[0]?.actions[0]?.run();
      expect(anna.again()).toBe(1);
      expect(anna.said()).toEqual([]);
    },
  );

  it('[ROOM-21] is not said again to who has put it away or leaves AR; what comes after it takes its place', () => {
    const anna = wearer();
    anna.is(aligned('align/moved'));
    anna.notices.dismiss('align/moved');
    anna.is({ ...aligned('align/moved') });
    expect(anna.codes()).toEqual([]);
    anna.is(aligned('align/gone'));
    expect(anna.codes()).toEqual(['align/gone']);
    anna.is(aligned('align/changed'));
    expect(anna.codes()).toEqual(['align/changed']);
    anna.is({ state: 'off' });
    expect(anna.codes()).toEqual([]);
  });

  it('[ROOM-21] is not said besides where the session is not shown for it, nor to who then stays where it was', () => {
    const anna = wearer();
    anna.is({ state: 'unaligned', problem: { code: 'anchor/lost' } });
    expect(anna.codes()).toEqual([]);
    anna.is(aligned('anchor/lost', 'start'));
    expect(anna.codes()).toEqual([]);
  });

  it('[ROOM-21] that a browser keeps no anchors is said once, to who has aligned something', () => {
    const anna = wearer();
    anna.is(aligned('anchor/none', 'start'));
    expect(anna.codes()).toEqual([]);
    anna.is(aligned());
    anna.is(aligned('anchor/none'));
    expect(anna.said()).toMatchObject([{ id: 'anchor/none', actions: [] }]);
    anna.is({ state: 'off' });
    anna.is(aligned('anchor/none'));
    expect(anna.codes()).toEqual([]);
  });
});
