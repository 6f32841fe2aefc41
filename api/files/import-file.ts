/** The file in an import's request, and the reader for it. */
import { type Request } from 'express';
import { nextTurn } from '../../store/mongodb/one-by-one';
import { invalid, Problem } from '../http/problems';
import { chunksOf, refuseContentEncoding } from '../http/request-body';
import { CsvReader } from './csv-reader';
import { NdjsonReader } from './ndjson-reader';
import { type SaidOfFile } from './reading';
import { type RowReader } from './row';
import { type TableOptions } from './table';

/** The file's type, if it can be read. */
export const fileTypeOf = (req: Request): string | undefined =>
  req.is(['text/csv', 'application/x-ndjson']) || undefined;

/** What can be said of a file of each type. */
const sayable: Record<string, readonly (keyof SaidOfFile)[]> = {
  'text/csv': ['delimiter', 'encoding', 'header', 'columns'],
  'application/x-ndjson': [],
};

/** @throws a 400 that names what cannot be said of such a file, and a 415 for a type that is not read */
export function readerFor(req: Request, options: TableOptions): RowReader {
  refuseContentEncoding(req);
  const type = fileTypeOf(req);
  if (type !== undefined) refuseUnsayable(type, options.said);
  if (type === 'text/csv') return new CsvReader(options);
  if (type === 'application/x-ndjson') return new NdjsonReader();
  throw new Problem('unsupported-media-type', 'Send the file as "text/csv" or "application/x-ndjson"');
}

function refuseUnsayable(type: string, said: SaidOfFile): void {
  const faults = (Object.keys(said) as (keyof SaidOfFile)[])
    .filter((name) => said[name] !== undefined && !sayable[type]?.includes(name))
    .map((name) => {
      const types = Object.keys(sayable).filter((other) => sayable[other]?.includes(name));
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
 * The body as it arrives, in pieces; other requests have their turns in between. A broken connection is the client's
 * fault, and ends the import where it is.
 */
export async function* fileOf(req: Request, advice: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of chunksOf(req)) {
      for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
        await nextTurn();
        yield chunk.subarray(from, from + PIECE_BYTES);
      }
    }
  } catch {
    throw new ConnectionBroke(advice);
  }
}
