/** Reads the header of a CSV file, and turns its cells into a value, such as a job. */
import { closestName } from '../../domain/analysis/closest-name';
import { type Fault, firstFaults, MOST_DESCRIBED, MOST_NAME_CHARACTERS, shortened } from '../json/fault';
import { invalid } from '../http/problems';
import { findUnstorable } from '../../domain/json/bson-fidelity';
import { type RowFault } from './row';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { declaredTypes, valueOfText } from '../../domain/analysis/json-schema';

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

/** The columns that a kind of file may have. */
export interface CsvForm {
  required: string;
  known: Record<string, Read>;
  /** Columns named by a group, a dot and any key. */
  free?: { names: RegExp; shown: string; read?: (group: string, key: string) => Read };
}

/** Lists and nested rules do not fit a cell: use NDJSON for them. */
export const jobForm: CsvForm = {
  required: 'ContactPhoneNumber',
  known: {
    ContactPhoneNumber: asText,
    CallerID: asText,
    ContactName: asText,
    ContactTimeZone: asText,
    ContactPostalCode: asText,
    ContactCountry: asText,
    ExternalID: asText,
    TestJob: asFlag,
    'Overrides.HangUpIsOptOut': asFlag,
    'Overrides.DisableRecording': asFlag,
    'Overrides.MaxCallSeconds': asNumber,
    'Overrides.MaxRingSeconds': asNumber,
  },
  free: { names: /^(?:Data|Metadata)\../s, shown: ', Data.… and Metadata.…' },
};

export const optOutForm: CsvForm = { required: 'PhoneNumber', known: { PhoneNumber: asText } };

interface Column {
  name: string;
  /** `Data`, `Metadata` or `Overrides`; absent for a job's own fields. */
  group?: string;
  key: string;
  read: Read;
}

/** More than any list of contacts has, and few enough that reading each of them per row costs little. */
const MOST_COLUMNS = 1_000;

const none: readonly RowFault[] = [];

export class CsvColumns {
  private readonly columns: Column[];

  /** @throws a 400 that names each column that is unknown, repeated, nameless or missing. */
  constructor(header: string[], form: CsvForm) {
    const faults = headerFaults(header, form);
    if (faults.length > 0) throw invalid(faults);
    this.columns = header.map((name) => columnOf(form, name));
    const unstorable = findUnstorable(this.toValue(header.map(() => 'true')).value);
    if (unstorable.length > 0)
      throw invalid(unstorable.map((fault) => ({ ...fault, location: `header${fault.location}` })));
  }

  get count(): number {
    return this.columns.length;
  }

  /** An empty cell is an absent field. */
  toValue(cells: string[]): { value: Record<string, unknown>; faults: readonly RowFault[] } {
    const value: Record<string, unknown> = {};
    let faults: RowFault[] | undefined;
    for (let i = 0; i < this.columns.length; i++) {
      const column = this.columns[i];
      const cell = cells[i];
      if (!column || !cell) continue;
      // Most columns are texts, which need no reading.
      let content: unknown = cell;
      if (column.read !== asText) {
        const read = column.read(cell);
        if (!read.ok) {
          (faults ??= []).push({ Field: column.name, Message: read.message });
          continue;
        }
        content = read.value;
      }
      if (column.group === undefined) value[column.key] = content;
      else ((value[column.group] ??= {}) as Record<string, unknown>)[column.key] = content;
    }
    return { value, faults: faults ?? none };
  }
}

function columnOf({ known, free }: CsvForm, name: string): Column {
  const dot = name.indexOf('.');
  // The name after the first dot is one key, including any dots: it is not nested further.
  if (dot < 0) return { name, key: name, read: known[name] ?? asText };
  const [group, key] = [name.slice(0, dot), name.slice(dot + 1)];
  return { name, group, key, read: known[name] ?? free?.read?.(group, key) ?? asText };
}

function headerFaults(header: string[], form: CsvForm): Fault[] {
  if (header.length > MOST_COLUMNS) {
    const message = `names ${header.length} columns; at most ${MOST_COLUMNS} are read, so leave out those that are not used`;
    return [{ location: 'header', message }];
  }
  const seen = new Set<string>();
  const faults: Fault[] = [];
  let total = 0;
  const add = (location: string, describe: () => string): void => {
    total += 1;
    if (faults.length < MOST_DESCRIBED) faults.push({ location, message: describe() });
  };
  if (!header.includes(form.required)) add('header', () => `the column ${form.required} is missing`);
  header.forEach((name, index) => {
    const fault = columnFault(form, name, seen.has(name));
    seen.add(name);
    if (fault) add(`header, column ${index + 1}`, fault);
  });
  return firstFaults(faults, total);
}

/**
 * Describes what is wrong with a column, if anything. A function, because finding the name that was meant takes long.
 */
function columnFault(form: CsvForm, name: string, repeated: boolean): (() => string) | undefined {
  const { known, free } = form;
  if (name === '') return () => 'has no name; name it, or remove the column';
  const shown = JSON.stringify(shortened(name, MOST_NAME_CHARACTERS));
  if (repeated) return () => `${shown} is there twice; remove one`;
  if (Object.hasOwn(known, name) || (free?.names.test(name) && !name.endsWith('.__proto__')))
    return undefined;
  if (name.includes(';')) return () => `${shown} is not a known column; separate the columns with commas`;
  return () => `${shown} is not a known column; ${hintFor(form, name)}`;
}

function hintFor({ known, free }: CsvForm, name: string): string {
  const closest = closestName(name, Object.keys(known));
  return closest
    ? `did you mean ${closest}?`
    : `known are ${Object.keys(known).join(', ')}${free?.shown ?? ''}`;
}

/** The columns of a file of jobs. Cells are texts unless the campaign's schemas declare another type. */
export function jobFormFor({ JobMetadataSchema, JobDataSchema }: CampaignData): CsvForm {
  if (!jobForm.free || (!JobMetadataSchema && !JobDataSchema)) return jobForm;
  return {
    ...jobForm,
    free: {
      ...jobForm.free,
      read: (group, key) => {
        const types = declaredTypes(group === 'Data' ? JobDataSchema : JobMetadataSchema, key);
        return (cell) => ({ ok: true, value: valueOfText(types, cell) });
      },
    },
  };
}
