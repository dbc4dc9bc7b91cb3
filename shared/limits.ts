/** Every number that both ends must agree on, and the ones that protect them. Units are in the names. */

const KiB = 1024;
const MiB = 1024 * KiB;

export const LIMITS = {
  // --- the document ---
  objectsPerSessionCount: 20_000,
  /** A whole session as one Yjs update. */
  documentMaxBytes: 16 * MiB,
  /** Beyond that, for what tells only of things that were made and taken away again. */
  documentSlackBytes: 2 * MiB,
  /** Keys of one object of a kind that only a newer version knows. */
  keysPerObjectCount: 32,
  /** Characters and numbers in one of them. */
  plainValueChars: 64 * KiB,
  /**
   * Yjs places a value among those written to the same key meanwhile by looking through them; more than these
   * are written anew instead.
   */
  conflictsPerKeyCount: 500,
  /**
   * Yjs client ids that one person may begin to write under: a burst, and so many more in an hour. A page has
   * a new one whenever it is loaded.
   */
  clientIdsBurstCount: 1_000,
  clientIdsPerHourCount: 60,
  /** Of the host, who may bring in a session that many have written. */
  hostClientIdsBurstCount: 20_000,
  /** Refused updates of one person in one session: a burst, and so many more in a minute. */
  refusalsBurstCount: 30,
  refusalsPerMinuteCount: 30,
  nameChars: 80,
  textChars: 2_000,
  /** Of one line drawn in the air, after it was simplified. */
  strokePointsCount: 1_000,
  /** Positions farther than this from their parent's origin are refused by tools and clamped by readers. */
  positionMaxM: 10_000,
  scaleMin: 0.001,
  scaleMax: 1_000,
  framesPerSessionCount: 32,
  framePointsMin: 2,
  framePointsMax: 4,
  /**
   * Reference points closer together than this (on the floor plan) turn a session too much for one bad touch.
   */
  alignBaselineMinM: 1.5,
  /** Touched points that fit worse than this (root mean square) are not the same points. */
  alignRmsMaxM: 0.02,

  // --- the wire ---
  /** One WebSocket message; a first upload of 10,000 objects is about 2 MiB. */
  messageMaxBytes: 8 * MiB,
  /** One presence message of one device. */
  presenceMaxBytes: 4 * KiB,
  /** Objects that a presence shows in somebody's hands; a larger group is seen to move when it is let go. */
  presenceHeldCount: 16,
  /** Rays of pointing hands in a presence. */
  presenceAimsCount: 2,
  /** A headset's name for a space that it shares with others: a UUID, and room for another kind of name. */
  sharedSpaceChars: 64,
  /** An ack barrier's payload. */
  ackMaxBytes: 16,
  /** Per socket, refilled evenly: a 90 Hz drag with hands is about 100 messages a second. */
  messagesPerSecondCount: 400,
  messagesBurstCount: 2_000,
  /**
   * Time that one person's messages may take of the relay in one session: a burst, and so much more in a
   * second; then they are read more slowly.
   */
  workBurstMs: 5_000,
  workPerSecondMs: 30,
  /** The most that they owe: nobody is held back for longer than this takes to come back. */
  workDebtMaxMs: 1_000,
  /** Work that came to nothing (refused, sent again, out of order) counts so many times. */
  wastedWorkFactor: 20,
  /**
   * Bytes that one person sends a session, over all their sockets, refilled evenly; the burst takes one first
   * upload and a half.
   */
  bytesPerSecond: 0.5 * MiB,
  burstBytes: 12 * MiB,
  /** A reader this far behind is cut off and resyncs from its state vector. */
  bufferedMaxBytes: 1 * MiB,
  /** One token, as offered in the subprotocol. */
  tokenMaxChars: 2_048,
  /** The WebSocket handshake: the token must have been checked by then. */
  joinTimeoutMs: 5_000,
  /** y-websocket gives a silent socket up at 30 s, so the relay speaks before that. */
  keepAliveMs: 20_000,
  participantsPerSessionCount: 50,
  /** People who may ever have been let into one session, removed ones too. */
  membersPerSessionCount: 1_000,
  /** Tabs and devices of one person, and sockets of theirs that are dead and not yet known to be. */
  socketsPerParticipantCount: 20,

  // --- models and pictures that people bring ---
  modelMaxBytes: 25 * MiB,
  /** Of all that it shows, instances counted each time. */
  modelTrianglesMaxCount: 2_000_000,
  /** Beyond this a model is simplified on import: a headset draws one to two million triangles in all. */
  modelTrianglesBudgetCount: 100_000,
  /** Of all models of a scene together, each as often as it is shown: beyond this they are drawn simpler. */
  sceneTrianglesBudgetCount: 400_000,
  /** The size of its geometry and textures in memory, from the counts that it declares. */
  modelDecodedMaxBytes: 256 * MiB,
  modelNodesMaxCount: 10_000,
  texturePixelsMax: 4_096,
  imageMaxBytes: 16 * MiB,

  // --- pace ---
  /** Under load everything of a room leaves together about this often. */
  fanOutWindowMs: 5,
  presenceHz: 20,
  /** A drag is presence; the document gets a checkpoint this often, so that a crash loses no more. */
  checkpointMs: 500,
  reconnectMinMs: 250,
  reconnectMaxMs: 10_000,

  // --- who is here ---
  /** A ping is shown this long. */
  pingMs: 4_000,
  /** The shortest time between two pings of a device; peers ignore one that follows within half of it. */
  pingEveryMs: 1_000,
  /** A visible app says so this often. */
  heartbeatMs: 30_000,
  /** Silent for this long, somebody is away: two heartbeats are missing. */
  heartbeatMissedMs: 75_000,
  /** And gone after this; long enough for a headset that was taken off. */
  goneAfterMs: 10 * 60_000,

  // --- HTTP ---
  bodyMaxBytes: 64 * KiB,
  proofLifetimeMs: 60_000,
  tokenLifetimeMs: 24 * 60 * 60 * 1000,
  /** So old a token may be and still be exchanged for a fresh one, its own lifetime over or not. */
  tokenRenewalMs: 7 * 24 * 60 * 60 * 1000,
  shareCodeLifetimeMs: 24 * 60 * 60 * 1000,

  // --- the disks ---
  /** After a quiet moment the device writes at once; under load all rows together this often. */
  diskFlushMs: 50,
  /**
   * The device folds its rows into one beyond this many, waiting for a quiet moment at most
   * `diskCompactMaxWaitMs`.
   */
  diskCompactRowsCount: 500,
  diskCompactQuietMs: 1_000,
  diskCompactMaxWaitMs: 30_000,
  /** The relay folds a session's log beyond either of these. */
  relayCompactRowsCount: 500,
  relayCompactBytes: 256 * KiB,
  /** One model, picture or other file of a session. */
  blobMaxBytes: 64 * MiB,
  /** A picture of a session, and its small version for lists. */
  screenshotMaxBytes: 8 * MiB,
  /** Uploads at once, pictures and files: of one person, and from one address. */
  uploadsPerPersonCount: 12,
  uploadsPerAddressCount: 96,
  /**
   * Bytes of pictures that have come in and are not decoded and stored yet, from one address, and of all
   * together: they are in memory.
   */
  screenshotUploadsPerAddressBytes: 32 * MiB,
  screenshotUploadsBytes: 128 * MiB,
  /**
   * A body that comes in more slowly than this, counted from its beginning, is cut off after the grace time.
   */
  uploadGraceMs: 10_000,
  uploadBytesPerSecond: 2 * KiB,
  screenshotSideMaxPixels: 8_192,
  screenshotMaxPixels: 50_000_000,
  /**
   * The most time and memory for decoding one picture; and the most that one address may have decoded:
   * pictures waiting at once, and of time a burst and so much more in a second.
   */
  pictureDecodeMaxMs: 15_000,
  pictureDecodeMaxBytes: 512 * MiB,
  picturesDecodingCount: 16,
  pictureDecodeBurstMs: 30_000,
  pictureDecodePerSecondMs: 200,
  screenshotsPerSessionCount: 200,
  thumbnailMaxBytes: 64 * KiB,
  /** Files of a session, unfinished ones too, and all of them together. */
  blobsPerSessionCount: 2_000,
  blobsPerSessionBytes: 512 * MiB,
  /** A session that nobody used for so long is put away, unless the operator says otherwise. */
  archiveAfterMs: 24 * 60 * 60 * 1000,
  /** How often the relay looks for those. */
  sweepMs: 15 * 60 * 1000,
  /** An empty room stays in the relay's memory this long. */
  roomIdleMs: 60_000,
} as const;
