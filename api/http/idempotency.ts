/** Makes writes repeatable: the same Idempotency-Key gets the same answer, and nothing is done twice. */
import { createHash } from 'node:crypto';
import { type Request, type Response } from 'express';
import { newId, type Store } from '../../store/mongodb/mongo';
import {
  recordAnswer,
  recordRequest,
  releaseKey,
  type SameRequest,
  type StoredAnswer,
} from '../../store/http/idempotency';
import { invalid, Problem } from './problems';
import { orgIdOf, requestIdOf } from './request-context';

interface Answer {
  status: number;
  body?: unknown;
}

/** A problem as the answer to a request that has still done something: it stays with the key. */
export class StayingProblem {
  constructor(readonly problem: Problem) {}
}

/** An answer as text, as it is stored and sent. `Of` is what was answered the first time. */
export class WrittenAnswer<Of = unknown> {
  declare readonly of: Of;

  constructor(
    private readonly status: number,
    private readonly json: string | undefined,
    private readonly isReplayed: boolean,
  ) {}

  send(res: Response): void {
    if (this.isReplayed) res.set('Idempotency-Replayed', 'true');
    res.status(this.status);
    if (this.json === undefined) res.end();
    else res.type(this.status < 400 ? 'application/json' : 'application/problem+json').send(this.json);
  }
}

/** Long enough for any client's id; visible ASCII, because a header carries nothing else safely. */
const KEY = /^[\x21-\x7e]{1,255}$/;

export function idempotencyKeyOf(req: Request): string | undefined {
  const key = req.get('Idempotency-Key');
  if (key === undefined || KEY.test(key)) return key;
  throw invalid([
    {
      location: 'header Idempotency-Key',
      message: 'must have 1 to 255 visible ASCII characters, without spaces',
    },
  ]);
}

/** Passed to the function that carries out a request. */
export interface Once {
  /** The id of what is created: a repetition of the same request has the same id. */
  resourceId: string;
  /** True when the client sent a key, so that this may be a repetition. */
  repeatable: boolean;
}

/**
 * `run`'s answer, or the stored one if this request came before. Only a final answer is stored: after a 5xx a
 * repetition runs again, with the same id, and gets the true answer. A refusal that `run` throws (any 4xx) has done
 * nothing, and does not bind the key; a refusal after something was done is returned as a `StayingProblem`.
 */
export async function answerOnce<const Reply extends Answer>(
  { store, req, res, body }: { store: Store; req: Request; res: Response; body?: unknown },
  run: (once: Once) => Promise<Reply | StayingProblem>,
): Promise<WrittenAnswer<Reply>> {
  const key = idempotencyKeyOf(req);
  if (key === undefined) {
    const answer = await run({ resourceId: newId(), repeatable: false });
    return written(stored(answer, res));
  }
  const orgId = orgIdOf(res);
  const record = await recordKey(store, { orgId, key, req, body });
  if (record.answer) return written(record.answer, true);
  const { resourceId } = record;
  const bound = { orgId, key, resourceId };
  const answer = await run({ resourceId, repeatable: true }).catch(async (error: unknown) => {
    if (isRefusal(error)) await releaseKey(store, bound, keptRefusal(error, res));
    throw error;
  });
  const final = stored(answer, res);
  await recordAnswer(store, bound, final);
  return written(final);
}

const written = <Reply>({ Status, Body }: StoredAnswer, isReplayed = false): WrittenAnswer<Reply> =>
  new WrittenAnswer(Status, Body as string | undefined, isReplayed);

/** Whether the error assures that nothing was done. After any other error that is unknown. */
export const isRefusal = (error: unknown): error is Problem => error instanceof Problem && error.status < 500;

/** Stores which request this key belongs to, or throws a 422 when it belongs to another. */
export async function recordKey(
  store: Store,
  { orgId, key, req, body }: { orgId: string; key: string; req: Request; body: unknown },
): Promise<SameRequest> {
  const record = await recordRequest(store, { orgId, key, requestHash: hashOf(req, body), now: new Date() });
  if (record.kind === 'same') return record;
  throw new Problem(
    'idempotency-key-reused',
    'This Idempotency-Key was used for another method, path or body; give every new request a key of its own',
  );
}

/** A conflict is as final an answer as a success to the same request. The cause of any other refusal may go away. */
const keptRefusal = (problem: Problem, res: Response): StoredAnswer | undefined =>
  problem.kind === 'conflict' ? stored(new StayingProblem(problem), res) : undefined;

/** As text: MongoDB would interpret names such as "$ref". */
function stored(answer: Answer | StayingProblem, res: Response): StoredAnswer {
  const { status, body } =
    answer instanceof StayingProblem
      ? { status: answer.problem.status, body: answer.problem.body(requestIdOf(res)) }
      : answer;
  return { Status: status, ...(body === undefined ? {} : { Body: JSON.stringify(body) }) };
}

const hashOf = (req: Request, body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([req.method, req.originalUrl, body ?? null]))
    .digest('hex');
