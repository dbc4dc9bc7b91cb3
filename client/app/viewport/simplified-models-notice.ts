import type { Notices } from '../notices.ts';

const ID = 'shown-simpler';

/**
 * Answers what to tell how many models are drawn simpler than they are; the person hears when it begins, and
 * no more of it when it ends.
 */
export function announceSimplifiedModels(notices: Notices): (models: number) => void {
  let before = 0;
  return models => {
    if (models > 0 && before === 0) {
      notices.say({
        id: ID,
        tone: 'info',
        title: 'Shown simpler so that headsets stay smooth',
        detail:
          'The models here have more triangles together than a headset draws. Their files stay as they are.',
      });
    } else if (models === 0 && before > 0) notices.dismiss(ID);
    before = models;
  };
}
