/** The columns of a table of jobs. */
import { declaredTypes, valueOfText } from '../../domain/analysis/json-schema';
import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { readWrittenTime, writtenTimeFormat } from '../../domain/time/written-time';
import { asFlag, asNumber, asText, type ReadCell, type TableForm } from '../files/table-form';
import {
  usualFirstNames,
  usualIdNames,
  usualLastNames,
  usualNameNames,
  usualPhoneNames,
  usualTimeNames,
} from '../files/usual-names';
import { REASON_COLUMN } from '../files/rejected-file';

/** One without a zone is completed once the contact's zones are known (`withLocalTimes`). */
const asTime: ReadCell = (cell) => {
  const written = readWrittenTime(cell);
  switch (written.kind) {
    case 'instant':
      return { ok: true, value: written.text };
    case 'local':
      return { ok: true, value: cell };
    case 'invalid':
      return { ok: false, message: writtenTimeFormat };
  }
};

/** Lists and nested rules do not fit a cell: use NDJSON for them. */
const fields = {
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
  'Overrides.Constraints.MinCreationDelay': asText,
  'Overrides.Constraints.DisableJitter': asFlag,
  'Overrides.Constraints.MinDurationBetweenAttempts': asText,
  'Overrides.Constraints.MaxAttempts': asNumber,
  'Overrides.Constraints.NotBefore': asTime,
  'Overrides.Constraints.NotAfter': asTime,
  'Overrides.Constraints.TimeZone': asText,
  'Overrides.Constraints.ConsentStated': asFlag,
} satisfies Record<string, ReadCell>;

/** What stands behind a prefix, without a further dot. */
type Behind<Column extends string, Prefix extends string> = Column extends `${Prefix}${infer Name}`
  ? Name extends `${string}.${string}`
    ? never
    : Name
  : never;

/** The fields that have columns, in their order: of a job (`''`), or of what is in one. */
export const columnsOf = <Prefix extends '' | 'Overrides.' | 'Overrides.Constraints.'>(prefix: Prefix) =>
  Object.keys(fields)
    .filter((name) => name.startsWith(prefix) && !name.includes('.', prefix.length))
    .map((name) => name.slice(prefix.length) as Behind<keyof typeof fields, Prefix>);

export const jobTable: TableForm = {
  number: 'ContactPhoneNumber',
  fields,
  freeGroups: ['Data', 'Metadata'],
  passedOver: ['Job.', 'Call.', 'Analysis.', REASON_COLUMN],
  usualNames: {
    ContactPhoneNumber: usualPhoneNames,
    ContactName: usualNameNames,
    ExternalID: usualIdNames,
    'Overrides.Constraints.NotBefore': usualTimeNames,
  },
  others: 'Data',
  composed: [{ field: 'ContactName', parts: [usualFirstNames, usualLastNames] }],
};

/** Cells are texts unless the campaign's schemas declare another type. */
export function jobTableFor({ JobMetadataSchema, JobDataSchema }: CampaignData): TableForm {
  if (!JobMetadataSchema && !JobDataSchema) return jobTable;
  return {
    ...jobTable,
    readFree: (group, key) => {
      const types = declaredTypes(group === 'Data' ? JobDataSchema : JobMetadataSchema, key);
      return (cell) => ({ ok: true, value: valueOfText(types, cell) });
    },
  };
}
