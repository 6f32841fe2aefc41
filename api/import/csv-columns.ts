/** What the header of a CSV file says, and how its cells become a job. */
import { type Fault, invalid } from '../problems';
import { closestName } from '../schemas/closest-name';
import { findUnstorable } from '../storable';
import { type RowFault } from './row';

type Read = (cell: string) => { ok: true; value: unknown } | { ok: false; message: string };

const asText: Read = (cell) => ({ ok: true, value: cell });
const asFlag: Read = (cell) => {
  const word = cell.toLowerCase();
  if (word === 'true' || word === 'false') return { ok: true, value: word === 'true' };
  return { ok: false, message: 'must be true or false' };
};
const asNumber: Read = (cell) =>
  /^\d{1,15}$/.test(cell)
    ? { ok: true, value: Number(cell) }
    : { ok: false, message: 'must be a whole number' };

/** Lists and nested rules have no sensible form in a cell: NDJSON carries them. */
const known: Record<string, Read> = {
  ContactPhoneNumber: asText,
  CallerID: asText,
  ContactName: asText,
  ExternalID: asText,
  TestJob: asFlag,
  'Overrides.HangUpIsOptOut': asFlag,
  'Overrides.DisableRecording': asFlag,
  'Overrides.MaxCallSeconds': asNumber,
  'Overrides.MaxRingSeconds': asNumber,
};
const free = /^(?:Data|Metadata)\../s;

interface Column {
  name: string;
  /** `Data`, `Metadata` or `Overrides`; absent for a job's own fields. */
  group?: string;
  key: string;
  read: Read;
}

export class CsvColumns {
  private readonly columns: Column[];

  /** @throws a 400 that names each column that is unknown, repeated, nameless or missing. */
  constructor(header: string[]) {
    const faults = header.flatMap((name, index) => columnFault(name, header.indexOf(name) < index, index));
    if (!header.includes('ContactPhoneNumber')) {
      faults.push({ location: 'header', message: 'the column ContactPhoneNumber is missing' });
    }
    if (faults.length > 0) throw invalid(faults);
    this.columns = header.map(columnOf);
    const unstorable = findUnstorable(this.toJob(header.map(() => 'true')).value);
    if (unstorable.length > 0)
      throw invalid(unstorable.map((fault) => ({ ...fault, location: `header${fault.location}` })));
  }

  get count(): number {
    return this.columns.length;
  }

  /** An empty cell is an absent field. */
  toJob(cells: string[]): { value: Record<string, unknown>; faults: RowFault[] } {
    const value: Record<string, unknown> = {};
    const faults: RowFault[] = [];
    for (let i = 0; i < this.columns.length; i++) {
      const column = this.columns[i];
      const cell = cells[i];
      if (!column || !cell) continue;
      const read = column.read(cell);
      if (!read.ok) faults.push({ Field: column.name, Message: read.message });
      else if (column.group === undefined) value[column.key] = read.value;
      else ((value[column.group] ??= {}) as Record<string, unknown>)[column.key] = read.value;
    }
    return { value, faults };
  }
}

function columnOf(name: string): Column {
  const read = known[name] ?? asText;
  const dot = name.indexOf('.');
  // The name after the first dot is one key, dots and all: nothing is nested by guessing.
  return dot < 0
    ? { name, key: name, read }
    : { name, group: name.slice(0, dot), key: name.slice(dot + 1), read };
}

function columnFault(name: string, repeated: boolean, index: number): Fault[] {
  const fault = (message: string): Fault[] => [{ location: `header, column ${index + 1}`, message }];
  if (name === '') return fault('has no name; name it, or remove the column');
  const shown = JSON.stringify(name.slice(0, 100));
  if (repeated) return fault(`${shown} is there twice; remove one`);
  if (Object.hasOwn(known, name) || (free.test(name) && !name.endsWith('.__proto__'))) return [];
  if (name.includes(';')) return fault(`${shown} is not a known column; separate the columns with commas`);
  const closest = closestName(name, Object.keys(known));
  const hint = closest
    ? `did you mean ${closest}?`
    : `known are ${Object.keys(known).join(', ')}, Data.… and Metadata.…`;
  return fault(`${shown} is not a known column; ${hint}`);
}
