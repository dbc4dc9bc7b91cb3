import * as activity from './activity.ts';
import * as align from './align.ts';
import * as deletion from './deletion.ts';
import * as device from './device.ts';
import * as errors from './errors.ts';
import * as models from './models.ts';
import * as naming from './naming.ts';
import * as notices from './notices.ts';
import * as numbers from './numbers.ts';
import * as people from './people.ts';
import * as permissions from './permissions.ts';
import * as pictures from './pictures.ts';
import * as prompts from './prompts.ts';
import * as refusal from './refusal.ts';
import * as requests from './requests.ts';
import * as selection from './selection.ts';
import * as sharing from './sharing.ts';
import * as space from './space.ts';
import * as statistics from './statistics.ts';
import * as status from './status.ts';
import * as together from './together.ts';
import * as tooling from './tooling.ts';

/** All that the client says, by topic. */
export const ENGLISH = {
  activity,
  align,
  deletion,
  device,
  errors,
  naming,
  notices,
  models,
  numbers,
  people,
  permissions,
  pictures,
  prompts,
  refusal,
  requests,
  selection,
  sharing,
  space,
  statistics,
  status,
  together,
  tooling,
};
