import * as activity from './activity.ts';
import * as commands from './commands.ts';
import * as deletion from './deletion.ts';
import * as device from './device.ts';
import * as errors from './errors.ts';
import * as numbers from './numbers.ts';
import * as pages from './pages.ts';
import * as permissions from './permissions.ts';
import * as pictures from './pictures.ts';
import * as refusal from './refusal.ts';
import * as selection from './selection.ts';
import * as space from './space.ts';
import * as together from './together.ts';
import * as tooling from './tooling.ts';

/** All that the client says, by topic. */
export const ENGLISH = {
  activity,
  commands,
  deletion,
  device,
  errors,
  numbers,
  pages,
  permissions,
  pictures,
  refusal,
  selection,
  space,
  together,
  tooling,
};
