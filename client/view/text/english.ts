import * as activity from './activity.ts';
import * as controls from './controls.ts';
import * as deletion from './deletion.ts';
import * as device from './device.ts';
import * as errors from './errors.ts';
import * as numbers from './numbers.ts';
import * as permissions from './permissions.ts';
import * as pictures from './pictures.ts';
import * as preferences from './preferences.ts';
import * as refusal from './refusal.ts';
import * as selection from './selection.ts';
import * as sessions from './sessions.ts';
import * as settings from './settings.ts';
import * as space from './space.ts';
import * as together from './together.ts';
import * as tooling from './tooling.ts';
import * as typing from './typing.ts';

/** All that the client says, by topic. */
export const ENGLISH = {
  activity,
  controls,
  deletion,
  device,
  errors,
  numbers,
  permissions,
  pictures,
  preferences,
  refusal,
  selection,
  sessions,
  settings,
  space,
  together,
  tooling,
  typing,
};
