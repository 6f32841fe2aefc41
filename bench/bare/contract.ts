/** Names that the bare worker and its load generator share. */
export const bareQueue = 'bare';

export type BareMessage =
  | { kind: 'ready' }
  /** The bare call would have been placed: the provider's events may come. */
  | { kind: 'placed' | 'settled'; workflowId: string };
