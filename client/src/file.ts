/** A file to import, from wherever it comes, as the body of a request. */

/** By this name TypeScript's types for browsers and those for Node both have it. */
type Body = NonNullable<RequestInit['body']>;
type Chunks = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>;

/** A file that can be read from its beginning as often as it must be sent. */
export interface FileSource {
  /** Its ending says what it is, unless that is said. */
  name?: string;
  open(): Chunks;
}

/**
 * A `File` or `Blob`, the content itself as text or bytes, a `FileSource`, or a stream. A stream can be read only once,
 * so an import from one is not sent again by itself.
 */
export type FileToImport = Blob | Uint8Array | string | FileSource | Chunks;

export type FileType = 'csv' | 'ndjson' | 'xlsx';

const mediaTypes: Record<FileType, string> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const endings: Partial<Record<string, FileType>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  xlsx: 'xlsx',
};

export function mediaTypeOf(file: FileToImport, type: FileType | undefined): string {
  if (type !== undefined) return mediaTypes[type];
  const { name = '', type: declared = '' } = file as { name?: string; type?: string };
  // A packed file is what is in it.
  const ending = /\.(?<ending>\w+)(?:\.gz)?$/.exec(name.toLowerCase())?.groups?.['ending'] ?? '';
  const byName = endings[ending];
  if (byName) return mediaTypes[byName];
  const byType = (Object.keys(mediaTypes) as FileType[]).find((one) => mediaTypes[one] === declared);
  if (byType) return mediaTypes[byType];
  throw new TypeError(
    "It cannot be seen what the file is: say { type: 'csv' }, { type: 'ndjson' } or { type: 'xlsx' }.",
  );
}

export interface OpenedFile {
  body: Body;
  /** Why the file could not be read to its end, if it could not. */
  readonly broken: { error: unknown } | undefined;
  close(): Promise<void>;
}

export interface SendableFile {
  /** Whether it can be opened again. */
  again: boolean;
  open(): OpenedFile;
}

export function sendable(file: FileToImport): SendableFile {
  if (typeof file === 'string' || file instanceof Uint8Array || file instanceof Blob)
    return {
      again: true,
      open: () => ({ body: file as Body, broken: undefined, close: () => Promise.resolve() }),
    };
  requireStreams();
  // A stream of Node has an `open` too.
  if ('getReader' in file || Symbol.asyncIterator in file) return { again: false, open: () => opened(file) };
  return { again: true, open: () => opened(file.open()) };
}

function opened(chunks: Chunks): OpenedFile {
  const reader = 'getReader' in chunks ? chunks.getReader() : undefined;
  const iterator = reader
    ? { next: () => reader.read(), return: () => reader.cancel() }
    : (chunks as AsyncIterable<Uint8Array | string>)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let broken: OpenedFile['broken'];
  const close = async (): Promise<void> => {
    await iterator.return?.();
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(typeof next.value === 'string' ? encoder.encode(next.value) : next.value);
      } catch (error) {
        broken = { error };
        controller.error(error);
      }
    },
    cancel: close,
  });
  return {
    body: body as Body,
    get broken() {
      return broken;
    },
    close,
  };
}

/** A browser that cannot send a stream sends the text "[object ReadableStream]" instead, without a word. */
function requireStreams(): void {
  let asked = false;
  const options = {
    method: 'POST',
    body: new ReadableStream(),
    get duplex() {
      asked = true;
      return 'half';
    },
  };
  const isText = new Request('http://localhost/', options as RequestInit).headers.has('Content-Type');
  if (!asked || isText)
    throw new TypeError('This browser cannot send a stream: give a File or a Blob instead.');
}
