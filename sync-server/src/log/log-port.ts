/** What the core logs to; pino fits. Invariant: fields carry ids and counts, never text or secrets. */
export interface SyncLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
