/** One request to its answer: sent again while the API is away, if that does nothing twice. */
import { type SendableFile } from './file.ts';
import { NoConnectionError } from './problem.ts';
import { problemOf } from './problem-of.ts';

export interface Patience {
  /** How often a request is sent at most. */
  attempts: number;
  /** How long the API may be away, in milliseconds, before its last answer is taken as final. */
  awayForMs: number;
  /** How long one answer may take, in milliseconds. An import takes as long as its file. */
  answerWithinMs: number;
}

export const usualPatience: Patience = {
  // At 2 s of Retry-After and growing waits they fill the minute. Who needs more has a longer outage than a restart.
  attempts: 12,
  // A restart of the API or of a server behind it takes seconds; a minute is more than slow.
  awayForMs: 60_000,
  // The API answers within its own deadlines, all shorter.
  answerWithinMs: 60_000,
};

/** The API gives a file an hour to arrive; what comes after that is told within its other deadlines. */
const FILE_WITHIN_MS = 61 * 60_000;

// Full jitter: what many clients send again spreads over the whole wait, whose bound doubles from the first to the
// last. A connection that broke by chance is soon back, and an API that is away need not be asked more often.
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

export interface Sending {
  fetch: typeof fetch;
  patience: Patience;
  /** Repeating it does nothing twice, though it has no key. */
  repeatable?: boolean;
  file?: SendableFile;
  /** The answer is handed over as it begins to arrive: it may be larger than the memory. */
  streamed?: boolean;
}

/** Throws for every answer that is a refusal, and when none comes. */
export async function send(request: Request, sending: Sending): Promise<Response> {
  const { patience, file } = sending;
  const idempotencyKey = request.headers.get('Idempotency-Key') ?? undefined;
  const isRead = ['GET', 'HEAD'].includes(request.method);
  const mayRepeat = sending.repeatable ?? (isRead || idempotencyKey !== undefined);
  // By the method: not every browser tells a body that is absent.
  const body = file || isRead ? null : await request.arrayBuffer();
  let awayMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const began = performance.now();
    const outcome = await once(request, body, sending);
    if ('answer' in outcome && outcome.answer.status < 400) return outcome.answer;
    // How long a file takes says nothing of how long the API was away.
    if (!file) awayMs += performance.now() - began;
    const waitMs = retryAfterMs(outcome) + Math.random() * longestWait(attempt);
    awayMs += waitMs;
    const isPassing = 'failure' in outcome || outcome.answer.status === 503;
    const isOver = attempt >= patience.attempts || awayMs > patience.awayForMs;
    if (!isPassing || !mayRepeat || file?.again === false || isOver) {
      const note = isPassing ? whyNotAgain({ attempt, mayRepeat, file }) : undefined;
      if ('answer' in outcome) throw problemOf(outcome.answer, outcome.text, { idempotencyKey, note });
      const { host } = new URL(request.url);
      const why = outcome.failure instanceof Error ? reasonOf(outcome.failure) : String(outcome.failure);
      throw new NoConnectionError(`${host} gave no answer: ${why}. ${note}`, {
        cause: outcome.failure,
        idempotencyKey,
      });
    }
    await pause(waitMs, request.signal);
  }
}

/** An answer whose text has arrived, or why none came. */
type Outcome = { answer: Response; text: string } | { failure: unknown };

/** Throws what the caller must know: that they gave up, or that their file cannot be read. */
async function once(
  request: Request,
  body: ArrayBuffer | null,
  { fetch, patience, file, streamed = false }: Sending,
): Promise<Outcome> {
  const { signal } = request;
  signal.throwIfAborted();
  const opened = file?.open();
  const withinMs = file ? FILE_WITHIN_MS : patience.answerWithinMs;
  const end = new AbortController();
  const stop = (): void => end.abort(signal.reason);
  signal.addEventListener('abort', stop);
  let goesOn = false;
  const limit = setTimeout(() => end.abort(new Error(`it took over ${withinMs / 1_000} s`)), withinMs);
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: opened?.body ?? body,
      signal: end.signal,
      credentials: request.credentials,
      redirect: request.redirect,
      cache: request.cache,
      mode: request.mode,
      // What fetch asks for with a body that is a stream.
      ...(opened ? { duplex: 'half' } : {}),
    } as RequestInit);
    if (streamed && answer.ok) {
      // The caller's signal ends the reading too.
      goesOn = true;
      return { answer, text: '' };
    }
    // Read here: an answer that breaks off is as good as none.
    const text = await answer.text();
    const isEmpty = [204, 205, 304].includes(answer.status);
    const { status, statusText } = answer;
    const headers = new Headers(answer.headers);
    // They tell of the bytes that came, which fetch has decoded.
    for (const name of ['Content-Encoding', 'Content-Length']) headers.delete(name);
    return { answer: new Response(isEmpty ? null : text, { status, statusText, headers }), text };
  } catch (failure) {
    signal.throwIfAborted();
    if (opened?.broken) throw opened.broken.error;
    return { failure: end.signal.aborted ? end.signal.reason : failure };
  } finally {
    clearTimeout(limit);
    if (!goesOn) signal.removeEventListener('abort', stop);
    // Not waited for: a source that has stalled would keep the answer, or the caller's own end, to itself.
    void opened?.close().catch(() => undefined);
  }
}

const longestWait = (attempt: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));

/** The API says it in seconds; a proxy may say a date, and is asked again as if it had said nothing. */
function retryAfterMs(outcome: Outcome): number {
  const seconds = 'answer' in outcome ? Number(outcome.answer.headers.get('Retry-After') ?? 0) : 0;
  return Number.isFinite(seconds) ? seconds * 1_000 : 0;
}

function whyNotAgain({
  attempt,
  mayRepeat,
  file,
}: {
  attempt: number;
  mayRepeat: boolean;
  file: SendableFile | undefined;
}): string {
  if (!mayRepeat)
    return 'It may have been done, and was not sent again: without an Idempotency-Key it might be done twice.';
  if (file?.again === false)
    return (
      'Its file came from a stream, which can be read only once, so it was not sent again: ' +
      'send the file from its beginning with the same Idempotency-Key.'
    );
  return `It was sent ${attempt === 1 ? 'once' : `${attempt} times`}.`;
}

/** fetch says only that it failed; the reason is in the cause. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? `${message} (${cause.message})` : message;
}

/** Throws when the signal ends it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
