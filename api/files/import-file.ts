/** The file in an import's request, and the reader for it. */
import { type Request, type Response } from 'express';
import { nextTurn } from '../../store/mongodb/one-by-one';
import { invalid, Problem, unavailable } from '../http/problems';
import { chunksOf } from '../http/request-body';
import { orgIdOf } from '../http/request-context';
import { ConcurrencyLimit } from '../turns/concurrency-limit';
import { CsvReader } from './csv-reader';
import { fileTypes, type FileType, WORKBOOK } from './file-types';
import { NdjsonReader } from './ndjson-reader';
import { type Encoding, type FileReading, type SaidOfFile } from './reading';
import { type RowReader } from './row';
import { type TableOptions } from './table';
import { UnpackedFile } from './unpacked';
import { XlsxReader } from './xlsx-reader';

/** The file's type, if it can be read. */
export const fileTypeOf = (req: Request): FileType | undefined =>
  fileTypes.find((type) => req.is(type) !== false && req.is(type) !== null);

/**
 * A workbook is held as a whole, in some 100 MiB with its texts. So an organisation has two at a time; a few others
 * wait their turn, as long as a client would for the answer to a large one.
 */
const workbooks = new ConcurrencyLimit({ width: 2, waiting: 4 });
const TURN_WITHIN_MS = 30_000;
/** 32 MiB at 2 Mbit/s: a slower sender is cut off, so that it does not keep others waiting. */
const WORKBOOK_WITHIN_MS = 130_000;

/** Does `work` with the file once it is its turn. */
export async function inTurn<Result>(
  req: Request,
  res: Response,
  work: () => Promise<Result>,
): Promise<Result> {
  if (fileTypeOf(req) !== WORKBOOK) return work();
  const done = await workbooks.run(orgIdOf(res), Date.now() + TURN_WITHIN_MS, async () => ({
    result: await work(),
  }));
  if (done === 'full')
    throw unavailable(
      'Other workbooks of your organisation are being read; send it again in a moment, or send CSV',
    );
  return done.result;
}

/** What can be said of a file of each type. */
const sayable: Record<FileType, readonly (keyof SaidOfFile)[]> = {
  'text/csv': ['delimiter', 'encoding', 'header', 'columns'],
  'application/x-ndjson': [],
  [WORKBOOK]: ['header', 'columns', 'sheet'],
};

/** @throws a 400 that names what cannot be said of such a file, and a 415 for a type that is not read */
export function readerFor(req: Request, options: TableOptions): RowReader {
  const type = fileTypeOf(req);
  if (type !== undefined) refuseUnsayable(type, options.said);
  switch (type) {
    case 'text/csv':
      return new CsvReader({ ...options, said: { encoding: charsetOf(req), ...given(options.said) } });
    case 'application/x-ndjson':
      return new NdjsonReader();
    case WORKBOOK:
      return new XlsxReader(options);
    case undefined:
      throw new Problem(
        'unsupported-media-type',
        `Send the file as ${fileTypes.map((one) => `"${one}"`).join(', ')}; it may be packed with gzip`,
      );
  }
}

const given = (said: SaidOfFile): SaidOfFile =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));

/** As on the web, Latin-1 is Windows-1252. UTF-8 is what many clients say of any text, so it is looked for. */
const charsets: Record<string, Encoding | undefined> = {
  'utf-8': undefined,
  utf8: undefined,
  'us-ascii': undefined,
  'utf-16': undefined,
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'windows-1252': 'windows-1252',
  'iso-8859-1': 'windows-1252',
};

function charsetOf(req: Request): Encoding | undefined {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(req.get('Content-Type') ?? '')?.[1]?.toLowerCase();
  if (charset === undefined || Object.hasOwn(charsets, charset)) return charsets[charset ?? ''];
  throw new Problem(
    'unsupported-media-type',
    `The charset of the Content-Type is not read; save the file in one of ${Object.keys(charsets).join(', ')}`,
  );
}

function refuseUnsayable(type: FileType, said: SaidOfFile): void {
  const faults = (Object.keys(said) as (keyof SaidOfFile)[])
    .filter((name) => said[name] !== undefined && !sayable[type].includes(name))
    .map((name) => {
      const types = fileTypes.filter((other) => sayable[other].includes(name));
      return {
        location: `query/${name}`,
        message: `says nothing of a file of ${type}, only of ${types.join(' and ')}`,
      };
    });
  if (faults.length > 0) throw invalid(faults);
}

/** This much is read in 5 ms even if it is only line breaks, which give no rows to pause between. */
const PIECE_BYTES = 16 * 1024;

/** The file did not arrive whole. */
export class ConnectionBroke extends Problem {
  constructor(advice: string) {
    super('invalid-request', `The connection broke before the file was complete; ${advice}`);
  }
}

/**
 * The file as it arrives, unpacked. A broken connection is the client's fault, and ends the import where it is.
 * @throws a 415 for a file that is packed otherwise than with gzip
 */
export const fileOf = (req: Request, advice: string): UnpackedFile =>
  new UnpackedFile(piecesOf(req, advice), req.get('Content-Encoding'));

/** How a file was read. */
export const readingOf = (
  reader: RowReader,
  { wasPacked }: { wasPacked?: boolean | undefined },
): FileReading => ({
  ...reader.reading,
  ...(wasPacked ? { Gzip: true as const } : {}),
});

/** In pieces; other requests have their turns in between. */
async function* piecesOf(req: Request, advice: string): AsyncGenerator<Buffer> {
  // It holds the turn of others.
  const isHeld = fileTypeOf(req) === WORKBOOK;
  const timer = isHeld ? setTimeout(() => void req.destroy(), WORKBOOK_WITHIN_MS).unref() : undefined;
  try {
    for await (const chunk of chunksOf(req)) {
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        await nextTurn();
        yield chunk.subarray(from, from + PIECE_BYTES);
      }
    }
  } catch {
    throw new ConnectionBroke(advice);
  } finally {
    clearTimeout(timer);
  }
}
