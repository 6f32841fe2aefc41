/** Makes a job as a client would send it of a row as people write them. */
import { type Constraints } from '../../domain/campaigns/campaign-data';
import { calleeZones, type ContactPlace } from '../../domain/dialling/callee-zones';
import { parsePhoneNumber } from '../../domain/numbers/phone-number';
import { type NumberReading, readWrittenNumber } from '../../domain/numbers/written-number';
import { isInRange, RANGE } from '../../domain/time/instants';
import { isKnownZone } from '../../domain/time/local-time';
import { notAfterAnywhere, notBeforeAnywhere, readWrittenTime } from '../../domain/time/written-time';
import { type JobInput } from '../../domain/jobs/job';
import { type Row, type RowFault } from '../files/row';
import { rowFaultsOf } from '../files/row-faults';
import { check } from '../schemas/faults';
import { jobInput } from './schema';

export interface RowReading {
  numbers: NumberReading;
  constraints: Constraints;
  /** Cells are texts that people wrote; JSON was written by a program, which says the zone of a time. */
  isTable: boolean;
  nowMs: number;
}

type Members = Record<string, unknown>;

/** What an export says besides of a job. */
const results = ['Job', 'Call', 'Calls'];

/** What the row says of its job, or why it is none. */
export function readRow(
  { content }: Row,
  reading: RowReading,
): { ok: true; input: JobInput } | { ok: false; faults: readonly RowFault[] } {
  if (content.kind === 'bad') return { ok: false, faults: content.faults };
  const faults = completeRow(content.value, reading);
  if (faults) return { ok: false, faults };
  const checked = check<JobInput>(jobInput, content.value);
  return checked.ok ? { ok: true, input: checked.value } : { ok: false, faults: rowFaultsOf(checked.faults) };
}

/** Changes the row's value in place. @returns what is wrong with it, if anything */
function completeRow(value: unknown, reading: RowReading): RowFault[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as Members;
  if (!reading.isTable) for (const name of results) if (name in row) delete row[name];
  const number = normalised(row, 'ContactPhoneNumber', reading);
  const callerId = row['CallerID'] === undefined ? undefined : normalised(row, 'CallerID', reading);
  const { Overrides } = row as { Overrides?: { Constraints?: Members } };
  const times =
    reading.isTable && Overrides?.Constraints ? withLocalTimes(row, Overrides.Constraints, reading) : none;
  // Every row runs this code, and most have nothing wrong.
  if (!number && !callerId && times.length === 0) return undefined;
  return [number ?? none, callerId ?? none, times].flat();
}

const none: RowFault[] = [];

function normalised(
  row: Members,
  field: 'ContactPhoneNumber' | 'CallerID',
  { numbers }: RowReading,
): RowFault[] | undefined {
  const written = row[field];
  // The rules for a job check what is written strictly, and most numbers are.
  if (typeof written !== 'string' || isStrict(written)) return undefined;
  const read = readWrittenNumber(written, numbers);
  if (read.kind === 'invalid') return [{ Field: field, Message: read.reason }];
  row[field] = read.e164;
  return read.extension === undefined ? undefined : keepExtension(row, field, read.extension);
}

function keepExtension(row: Members, field: string, extension: string): RowFault[] | undefined {
  if (field === 'CallerID')
    return [{ Field: field, Message: 'has an extension, which carriers cannot show; remove it' }];
  const { Data } = row as { Data?: unknown };
  // What is no object is refused by the rules for a job.
  if (Data !== undefined && Data !== null && (typeof Data !== 'object' || Array.isArray(Data)))
    return undefined;
  const { PhoneExtension } = Object(Data) as { PhoneExtension?: unknown };
  if (PhoneExtension !== undefined && String(PhoneExtension) !== extension)
    return [
      { Field: field, Message: 'has another extension than Data.PhoneExtension; correct one of the two' },
    ];
  row['Data'] = { PhoneExtension: extension, ...(Data as Members | null | undefined) };
  return undefined;
}

const [PLUS, ZERO, NINE] = [43, 48, 57];

/** `+` and digits only. */
function isStrict(text: string): boolean {
  if (text.charCodeAt(0) !== PLUS) return false;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}

const times = { NotBefore: notBeforeAnywhere, NotAfter: notAfterAnywhere };

/** A time without a zone is the contact's, whichever of its zones the contact is in. */
function withLocalTimes(
  row: Members,
  constraints: Members,
  { constraints: rules, nowMs }: RowReading,
): RowFault[] {
  return (Object.keys(times) as (keyof typeof times)[]).flatMap((field): RowFault[] => {
    const written = constraints[field];
    const read = typeof written === 'string' ? readWrittenTime(written) : undefined;
    if (read?.kind !== 'local') return none;
    // What is wrong with the contact is said by the rules for a job.
    const contact = contactOf(row);
    if (!contact) return none;
    const Field = `Overrides.Constraints.${field}`;
    const { zones } = calleeZones(rules, contact, nowMs);
    if (zones.length === 0)
      return [
        {
          Field,
          Message:
            'names no zone, and that of the number is unknown; add one, such as Z or -05:00, or ContactTimeZone',
        },
      ];
    const ms = isInRange(read.localMs) ? times[field](read.localMs, zones) : NaN;
    if (!isInRange(ms)) return [{ Field, Message: `must be a time ${RANGE}` }];
    constraints[field] = new Date(ms).toISOString();
    return none;
  });
}

function contactOf(row: Members): ContactPlace | undefined {
  const { ContactPhoneNumber: number, ContactTimeZone: zone } = row as Partial<ContactPlace>;
  const parsed = typeof number === 'string' ? parsePhoneNumber(number) : undefined;
  if (parsed?.kind !== 'valid' || (zone !== undefined && !isKnownZone(zone))) return undefined;
  return { ...(row as unknown as ContactPlace), ContactPhoneNumber: parsed.e164 };
}
