/**
 * The document's examples. They are data, and each was sent or received by `test/openapi/examples.test.ts`, which
 * writes them.
 */
import { type ProblemKind } from '../http/problems';
import recorded from './examples.json';

export interface Example {
  summary: string;
  value: unknown;
}
export type NamedExamples = Record<string, Example>;

export interface OperationExamples {
  /** As they were sent: in a path, a query or a header everything is text. */
  parameters?: Record<string, string>;
  /** By media type. */
  request?: Record<string, NamedExamples>;
  /** By status and media type. */
  answers?: Record<string, Record<string, NamedExamples>>;
}

export interface RecordedExamples {
  operations: Record<string, OperationExamples>;
  problems: Partial<Record<ProblemKind, NamedExamples>>;
  /** Headers that many operations take. */
  headers: Record<string, string>;
}

export const examples: RecordedExamples & { problems: Record<ProblemKind, NamedExamples> } = recorded;
