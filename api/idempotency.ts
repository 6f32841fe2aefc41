/** Writes that may be repeated: the same Idempotency-Key gets the same answer, and nothing is done twice. */
import { createHash } from 'node:crypto';
import { type Request, type Response } from 'express';
import { newId, type Store } from '../store/mongo';
import { recordAnswer, recordRequest, type SameRequest } from '../store/idempotency';
import { invalid, Problem } from './problems';
import { orgIdOf, requestIdOf } from './request-context';

export interface Answer {
  status: number;
  body?: unknown;
}

/** Long enough for any id a client makes; visible ASCII, because a header carries nothing else safely. */
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

/** Given to what carries out a request. */
export interface Once {
  /** For whatever is created: a repetition of the same request has the same id. */
  resourceId: string;
  /** True when the client sent a key, so that this may be a repetition. */
  repeatable: boolean;
}

/**
 * Answers with what `run` answers, or with what it answered when this request came before. Only a final answer is kept:
 * after a 5xx the repetition runs again, with the same id, and gets the true answer.
 */
export async function answerOnce(
  { store, req, res, body }: { store: Store; req: Request; res: Response; body?: unknown },
  run: (once: Once) => Promise<Answer>,
): Promise<void> {
  const key = idempotencyKeyOf(req);
  if (key === undefined) {
    const answer = await run({ resourceId: newId(), repeatable: false });
    send(res, answer.status, answer.body === undefined ? undefined : JSON.stringify(answer.body));
    return;
  }
  const request = { orgId: orgIdOf(res), key };
  const record = await recordKey(store, { ...request, req, body });
  if (record.answer) {
    res.set('Idempotency-Replayed', 'true');
    send(res, record.answer.Status, record.answer.Body as string | undefined);
    return;
  }
  const answer = await run({ resourceId: record.resourceId, repeatable: true }).catch((error: unknown) =>
    refusalOf(error, res),
  );
  const text = answer.body === undefined ? undefined : JSON.stringify(answer.body);
  // As text: MongoDB would read meaning into names such as "$ref".
  await recordAnswer(store, request, {
    Status: answer.status,
    ...(text === undefined ? {} : { Body: text }),
  });
  send(res, answer.status, text);
}

/** Notes which request this key belongs to, or throws a 422 when it is another one. */
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

/** A conflict is as final an answer as a success. */
function refusalOf(error: unknown, res: Response): Answer {
  if (error instanceof Problem && error.kind === 'conflict') {
    return { status: error.status, body: error.body(requestIdOf(res)) };
  }
  throw error;
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
