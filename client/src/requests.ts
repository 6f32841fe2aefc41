/** The way to the API that all operations share: the key of the client, keys for writes, errors, retries. */
import createFetchClient, { type Client } from 'openapi-fetch';
import { type FileToImport, type FileType, mediaTypeOf, sendable } from './file.ts';
import { type paths } from './generated/api.ts';
import { takesKey } from './generated/takes-key.ts';
import { type Patience, send, type Sending, usualPatience } from './send.ts';

export interface ClientOptions extends Partial<Patience> {
  /** Where the API is, such as `https://ringmaster.example`. */
  baseUrl: string;
  /** The API key. */
  key: string;
  /** In place of the global one: for a proxy, or to look on. */
  fetch?: typeof fetch | undefined;
}

export interface RequestOptions {
  /** Ends the request, and the waiting before it is sent again. */
  signal?: AbortSignal | undefined;
  /** Your own id of the request, 1 to 64 letters, digits, `-` and `_`: it is found in the API's log. */
  requestId?: string | undefined;
}

export interface WriteOptions extends RequestOptions {
  /**
   * The same request with the same key is done once, also by another process within 24 hours. Absent: each call has a
   * new one.
   */
  idempotencyKey?: string | undefined;
}

export interface ImportOptions extends RequestOptions {
  /** Absent: the name of the file says it. */
  type?: FileType | undefined;
  /** Checks the file, and stores nothing. */
  dryRun?: boolean | undefined;
  /** What columns mean: our field or `ignore`, by the name or number of a column. */
  columns?: Record<string, string> | undefined;
  /** How the file is written, where that is not to be found in it. */
  delimiter?: ',' | ';' | 'tab' | '|' | undefined;
  encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | undefined;
  header?: boolean | undefined;
  sheet?: string | undefined;
  /** The country of numbers without a country code, such as `US`. */
  region?: string | undefined;
  /** Numbers without + begin with their country code. */
  withoutPlus?: boolean | undefined;
}

export interface JobImportOptions extends ImportOptions {
  /** `skip`: of several rows with one number the first is taken, and none whose number has a job. */
  duplicates?: 'accept' | 'skip' | undefined;
}

/** The query of an import. */
export const importQuery = (options: ImportOptions) => {
  const { dryRun, columns, delimiter, encoding, header, sheet, region, withoutPlus } = options;
  return {
    ...(dryRun ? { dryRun: '1' as const } : {}),
    ...(columns === undefined ? {} : { columns: JSON.stringify(columns) }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(header === undefined ? {} : { header: header ? ('true' as const) : ('false' as const) }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(region === undefined ? {} : { region }),
    ...(withoutPlus ? { withoutPlus: 'true' as const } : {}),
  };
};

export type Fetching = Client<paths>;

export interface Requests {
  fetching: Fetching;
  /** For operations that may be repeated though they take no key. */
  repeatable: { fetch: (request: Request) => Promise<Response> };
  /** For operations whose answer is a file: it is not read here. */
  streamed: { parseAs: 'stream'; fetch: (request: Request) => Promise<Response> };
  file(
    file: FileToImport,
    options: ImportOptions,
    more?: { repeatable: true },
  ): { body: ''; bodySerializer: () => undefined; fetch: (request: Request) => Promise<Response> };
}

export function createRequests(options: ClientOptions): Requests {
  const { baseUrl, key, fetch: given } = options;
  if (!URL.canParse(baseUrl))
    throw new TypeError(
      `baseUrl must be a whole URL, such as https://ringmaster.example; it is "${baseUrl}".`,
    );
  const patience: Patience = {
    attempts: options.attempts ?? usualPatience.attempts,
    awayForMs: options.awayForMs ?? usualPatience.awayForMs,
    answerWithinMs: options.answerWithinMs ?? usualPatience.answerWithinMs,
  };
  // Looked up at each request, as whoever replaces the global one expects.
  const fetchNow: typeof fetch = given ?? ((input, init) => fetch(input, init));
  const sender =
    (more: Pick<Sending, 'file' | 'repeatable' | 'streamed'> = {}) =>
    (request: Request): Promise<Response> =>
      send(request, { fetch: fetchNow, patience, ...more });
  const fetching = createFetchClient<paths>({
    baseUrl,
    headers: { Authorization: `Bearer ${key}` },
    fetch: sender(),
  });
  fetching.use({
    onRequest({ request, schemaPath }) {
      // Where the API takes none, a key would only make us send again what is done twice.
      if (!takesKey.has(`${request.method} ${schemaPath}`)) request.headers.delete('Idempotency-Key');
      else if (!request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey());
    },
  });
  return {
    fetching,
    repeatable: { fetch: sender({ repeatable: true }) },
    streamed: { parseAs: 'stream', fetch: sender({ streamed: true }) },
    file: (file, { type }, more = undefined) => {
      const mediaType = mediaTypeOf(file, type);
      const sends = sender({ file: sendable(file), ...more });
      return {
        // The file is not among what openapi-fetch sends: it would be kept in memory for a second attempt.
        body: '',
        bodySerializer: () => undefined,
        fetch: (request) => {
          request.headers.set('Content-Type', mediaType);
          return sends(request);
        },
      };
    },
  };
}

/** 128 random bits. `crypto.randomUUID` is there only for pages that came over https. */
const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** What options make of a request. */
export const as = ({ signal, requestId, idempotencyKey }: WriteOptions) => ({
  headers: { 'X-Request-Id': requestId, 'Idempotency-Key': idempotencyKey },
  ...(signal ? { signal } : {}),
});

/** Every refusal was thrown, so what arrives here has an answer. */
export async function answerOf<Answer>(
  asked: Promise<{ data?: Answer }>,
): Promise<Exclude<Answer, undefined>> {
  return (await asked).data as Exclude<Answer, undefined>;
}
