/** What does not hold yet, so that it grows no more. */

/** Files with a function that is two ideas. */
export const LONG_FUNCTIONS_IN: readonly string[] = [
  'client/app/rebase/refusals.ts',
  'client/app/service/blobs.ts',
  'client/app/service/screenshots.ts',
  'client/app/session/library.ts',
  'client/app/session/lifecycle.ts',
  'client/app/session/session.ts',
  'client/app/space/alignment-guide.ts',
  'client/app/viewport/follow-and-ping.ts',
  'client/app/viewport/viewport.ts',
  'client/scene/overlay/gizmo.ts',
  'client/scene/stage/screen-camera.ts',
  'client/tools/tools.ts',
  'client/xr/runtime.ts',
  'relay/server.ts',
];

/** Names that mean two things. */
export const DOUBLE_NAMES: readonly string[] = [
  ...['Access', 'AccessOptions', 'AccessRequest', 'ActivityPage', 'Analytics', 'Ask', 'Attribution', 'Batch'],
  ...['Blobs', 'Brought', 'Entry', 'Extent', 'Grant', 'Lifecycle', 'LifecycleOptions', 'ListOptions'],
  ...['LiveSession', 'Look', 'Member', 'Metadata', 'NewShare', 'Notices', 'OpenOptions', 'People', 'Picture'],
  ...['Pings', 'Preferences', 'Primitive', 'Question', 'Refused', 'Screenshot', 'Sender', 'Share', 'Shown'],
  ...['Stage', 'Standing', 'Status', 'Surfaces', 'Target', 'Tree', 'Verdict', 'Writing'],
  ...[
    'add',
    'addTo',
    'browserEnvironment',
    'flatten',
    'follow',
    'isFinal',
    'known',
    'mix',
    'moment',
    'newest',
  ],
  ...['originOf', 'registerApp', 'stateOf', 'takePicture', 'texturesOf', 'unavailable', 'writeGlb'],
];
