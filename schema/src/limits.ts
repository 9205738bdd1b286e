/**
 * Every number that bounds something, once. Papers quote this file; nothing else holds a copy.
 * UTF-16 units unless a name says bytes; ms and counts as named.
 */
export const limits = {
  textUnits: 4096,
  nameUnits: 64,
  handleMinUnits: 3,
  handleMaxUnits: 32,
  addressUnits: 254,
  passwordMinUnits: 8,
  passwordMaxBytes: 256,
  messageValueBytes: 16 * 1024,
  intentBytes: 20 * 1024,
  jsonDepth: 4,
  /** Of a value in a chat's document: deeper than today's rules write, for those of newer versions. */
  storedDepth: 16,
  /** A message of the socket (one or more frames) that a device may send, and a frame of either. */
  frameBytes: 128 * 1024,
  /** Of a message that a device sends: the smallest frames would else keep a node busy for long. */
  framesPerMessage: 512,
  /** What a device may send before its session was read, in messages and in bytes. */
  earlyMessages: 16,
  earlyBytes: 256 * 1024,
  /** A message that a node may send: what one event-loop turn brought, as frames. */
  messageBytes: 1024 * 1024,
  /** Payload of a part of a document that is larger than one frame. */
  partBytes: 96 * 1024,
  httpBodyBytes: 64 * 1024,

  /** A picture of a person or a group as it is stored; both sides of it in pixels. */
  pictureBytes: 512 * 1024,
  pictureSidePixels: 1024,
  /** Files of an account that nothing uses yet, and how long they wait for it. */
  unusedFiles: 20,
  unusedFileBytes: 4 * 1024 * 1024,
  unusedFileHours: 24,
  /** Uploads of an account in a minute, and those a node reads at once: of an account and of all. */
  uploadsPerMinute: 30,
  uploadsAtOncePerAccount: 2,
  uploadsAtOnce: 32,

  segmentMessages: 1000,
  segmentBytes: 256 * 1024,
  segmentHardBytes: 2 * 1024 * 1024,
  editsPerMessage: 100,

  batchEntries: 64,
  entriesPerFrame: 64,
  answersPerFrame: 1024,
  /** Entries of one chat waiting for their turn at a node; beyond that the answer is `again`. */
  queuedEntriesPerChat: 1024,
  /** Of all chats together, in entries and in bytes of their intents. */
  queuedEntries: 20_000,
  queuedBytes: 32 * 1024 * 1024,
  /** Rows that one catch-up answer carries for a chat before it points to snapshots instead. */
  catchUpRows: 256,
  cursorsPerFrame: 2000,
  documentsPerCursor: 64,

  devicesPerAccount: 32,
  /** Exports of everything that an account has. */
  exportsPerHour: 4,
  /** People that a person may have blocked at the same time. */
  blocksPerAccount: 1000,
  socketsPerAccount: 64,
  socketsPerAddress: 256,
  writesPerAccountPerSecond: 20,
  writesPerAccountBurst: 200,
  /** A read is one question to the database, and each `readBytes` of its answer another one. */
  readsPerAccountPerSecond: 200,
  readsPerAccountBurst: 2000,
  readBytes: 64 * 1024,
  backpressureBytes: 256 * 1024,
  /** Catch-up is pulled: no further part is sent while this much is unsent. */
  pullBytes: 128 * 1024,

  lockTimeoutMs: 2000,
  againMinMs: 250,
  againMaxMs: 30_000,
  refusalsPerAccount: 10_000,
  refusalDays: 90,
  compactionDelayMs: 30_000,
  tailDays: 7,
  sessionIdleDays: 30,
  sessionAbsoluteDays: 90,
  revocationPollMs: 1000,
  leaseMs: 3000,

  typingShownMs: 6000,
  typingEveryMs: 3000,
  deliveredMembers: 50,
  undoMs: 5000,

  /** People in a group, those who were invited included. */
  groupMembers: 1000,
  /** People named by one intent: first members, or some to add. */
  usersPerIntent: 200,
  aboutUnits: 300,
  reasonUnits: 300,
  /** Invite links of a group that may be used at the same time. */
  invitesPerChat: 50,
  inviteDaysMost: 365,
} as const;
