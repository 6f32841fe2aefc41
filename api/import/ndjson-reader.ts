import { findJsonFault } from '../json-fault';
import { findUnstorable } from '../storable';
import { fieldOf } from './field-name';
import { type Line, LineSplitter } from './line-splitter';
import { badRow, type Row, type RowReader } from './row';

/** Reads one JSON value per line; blank lines are no rows. */
export class NdjsonReader implements RowReader {
  private readonly splitter = new LineSplitter();

  push(chunk: Buffer): Row[] {
    return this.splitter.push(chunk).flatMap(rowsOf);
  }

  end(): Row[] {
    return this.splitter.end().flatMap(rowsOf);
  }
}

function rowsOf({ number, text, fault }: Line): Row[] {
  if (fault !== undefined) return [badRow(number, text, fault)];
  if (text.trim() === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [badRow(number, text, findJsonFault(text).message)];
  }
  const faults = findUnstorable(value).map(({ location, message }) => ({
    Field: fieldOf(location),
    Message: message,
  }));
  return [
    {
      line: number,
      raw: text,
      content: faults.length > 0 ? { kind: 'bad', faults } : { kind: 'value', value },
    },
  ];
}
