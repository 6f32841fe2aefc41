/** What an import is at a time, and how fast it goes. */

export const importStates = ['running', 'done', 'broken_off', 'undone'] as const;
export type ImportState = (typeof importStates)[number];

/** How often a running import writes down how far it is: as often as a person looks, and one small write. */
export const PROGRESS_EVERY_MS = 1_000;
/** How often it does so while nothing moves, because its file comes slowly: only to say that it is there. */
export const HEARTBEAT_EVERY_MS = 10_000;
/**
 * A running import that was silent for so long has lost its process. It misses six heartbeats by then, and twice the
 * time for which a write waits for a database that has become silent.
 */
export const SILENT_MS = 60_000;

export interface ImportTimes {
  State: ImportState;
  /** Of its latest run. */
  StartedAt: Date;
  /** When it was last heard of. */
  UpdatedAt: Date;
}

export const isSilent = ({ State, UpdatedAt }: ImportTimes, nowMs: number): boolean =>
  State === 'running' && nowMs - UpdatedAt.getTime() >= SILENT_MS;

export const importStateAt = (its: ImportTimes, nowMs: number): ImportState =>
  isSilent(its, nowMs) ? 'broken_off' : its.State;

/** Over the whole of its latest run, as far as it was heard of. */
export function rowsPerSecond({ StartedAt, UpdatedAt }: ImportTimes, rows: number): number {
  const tookMs = Math.max(1, UpdatedAt.getTime() - StartedAt.getTime());
  return Math.round((rows * 1_000) / tookMs);
}
