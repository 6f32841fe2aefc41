/**
 * The port to the analyst, which reads a conversation and says what came of it. One file per adapter in
 * `activities/analysis/`.
 */
import type { JsonObject } from '../../domain/campaigns/campaign-data';

export interface AnalystQuestion {
  /** What the answer is about: shown to the analyst, without personal data. */
  task: string;
  /** What was said, and all else that the prompt contains. Personal. */
  prompt: string;
  /** JSON schema that the answer must match. */
  schema: JsonObject;
  /** Answers that did not match, and why, oldest first: at most two. */
  earlier: { answer: string; errors: string[] }[];
}

export type AnalystAnswer =
  /** The answer's text, which should be JSON; the caller checks it. */
  | { kind: 'answered'; text: string }
  /** The analyst refuses this question: asking again would not help. */
  | { kind: 'refused'; reason: string }
  /**
   * The analyst is out or overloaded: ask again later. `misconfigured`: a retry helps only once an operator has
   * corrected what `reason` says. `lost`: an answer may have been made and charged for, but did not arrive.
   * `retryAfterMs`: before that, it would refuse again.
   */
  | { kind: 'away'; reason: string; misconfigured?: boolean; lost?: boolean; retryAfterMs?: number };

/** Every method has its own deadline. None throws for an expected answer, and no reason repeats what was said. */
export interface Analyst {
  /** Its name among the providers that a global pause may concern. */
  readonly name: 'analyst';
  /** `stop` aborts the question; the answer is then `away`. */
  ask(question: AnalystQuestion, stop?: AbortSignal): Promise<AnalystAnswer>;
  /** True when it would answer now. Cheap: no completion is requested. */
  probe(): Promise<boolean>;
}
