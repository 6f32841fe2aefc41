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

export interface Answer {
  status: number;
  body?: unknown;
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
 * Answers with `run`'s answer, or with the stored one if this request came before. Only a final answer is stored: after
 * a 5xx a repetition runs again, with the same id, and gets the true answer. A refusal that `run` throws (any 4xx) has
 * done nothing, and does not bind the key; a refusal after something was done is returned as an answer (`answerOf`).
 */
export async function answerOnce(
  { store, req, res, body }: { store: Store; req: Request; res: Response; body?: unknown },
  run: (once: Once) => Promise<Answer>,
): Promise<void> {
  const key = idempotencyKeyOf(req);
  if (key === undefined) {
    const answer = await run({ resourceId: newId(), repeatable: false });
    send(res, answer.status, textOf(answer));
    return;
  }
  const orgId = orgIdOf(res);
  const record = await recordKey(store, { orgId, key, req, body });
  if (record.answer) {
    res.set('Idempotency-Replayed', 'true');
    send(res, record.answer.Status, record.answer.Body as string | undefined);
    return;
  }
  const { resourceId } = record;
  const bound = { orgId, key, resourceId };
  const answer = await run({ resourceId, repeatable: true }).catch(async (error: unknown) => {
    if (isRefusal(error)) await releaseKey(store, bound, keptRefusal(error, res));
    throw error;
  });
  await recordAnswer(store, bound, stored(answer));
  send(res, answer.status, textOf(answer));
}

/** A problem as the answer to a request that has still done something: it stays with the key. */
export const answerOf = (problem: Problem, res: Response): Answer => ({
  status: problem.status,
  body: problem.body(requestIdOf(res)),
});

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
  problem.kind === 'conflict' ? stored(answerOf(problem, res)) : undefined;

const textOf = ({ body }: Answer): string | undefined =>
  body === undefined ? undefined : JSON.stringify(body);

/** As text: MongoDB would interpret names such as "$ref". */
function stored(answer: Answer): StoredAnswer {
  const text = textOf(answer);
  return { Status: answer.status, ...(text === undefined ? {} : { Body: text }) };
}

function send(res: Response, status: number, json: string | undefined): void {
  res.status(status);
  if (json === undefined) res.end();
  else res.type(status < 400 ? 'application/json' : 'application/problem+json').send(json);
}

const hashOf = (req: Request, body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([req.method, req.originalUrl, body ?? null]))
    .digest('hex');
