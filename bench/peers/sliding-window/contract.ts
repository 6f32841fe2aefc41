/** Names that the worker and the load generator share. */
export const windowQueue = 'peers-sliding-window';

/** Stored by the worker, counted by the load generator. */
export interface StoredOutcome {
  _id: number;
  Outcome: string;
  At: Date;
}
