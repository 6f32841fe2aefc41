/** Names that the bare worker and its load generator share. */
export const bareQueue = 'bare';

export type BareMessage =
  | { kind: 'ready' }
  /** A real call would be placed now: the provider's events may come. */
  | { kind: 'placed' | 'settled'; workflowId: string };
