/** The columns of exported jobs in a table: first what an import reads again, then what happened. */
import { type CampaignData, type JsonObject } from '../../domain/campaigns/campaign-data';
import { type JobNames } from '../../store/jobs/job-names';
import { type Cell, cellOf } from '../files/cell';
import { MOST_COLUMNS } from '../files/column-plan';
import { Problem } from '../http/problems';
import { type ExportedLine } from './export-line';
import { columnsOf } from './job-table';

export interface Column {
  name: string;
  cell(line: ExportedLine): Cell;
}

// Those of which every value fits a cell, so that an import reads it again.
const inputFields = columnsOf('');
const plainOverrides = columnsOf('Overrides.');
const plainConstraints = columnsOf('Overrides.Constraints.');

const stateFields = [
  'ID',
  'State',
  'Outcome',
  'Attempts',
  'FailureReason',
  'CancelReason',
  'NotBefore',
  'CreatedAt',
  'UpdatedAt',
] as const;

const callFields = [
  'ID',
  'Direction',
  'Attempt',
  'Version',
  'CallerID',
  'DialledAt',
  'AnsweredAt',
  'AnsweredBy',
  'EndedAt',
  'Outcome',
  'ConversationSeconds',
  'DialledAtLocal',
  'AnsweredAtLocal',
  'EndedAtLocal',
  'Zones',
] as const;

/** @throws when there are more than an import reads */
export function columnsFor(data: CampaignData, names: JobNames): Column[] {
  const columns = [
    ...inputFields.map((field) => column(field, ({ job }) => job[field])),
    ...overrideColumns(names),
    ...freeColumns('Data', names.Data, data.JobDataSchema),
    ...freeColumns('Metadata', names.Metadata, data.JobMetadataSchema),
    ...stateFields.map((field) => column(`Job.${field}`, ({ job }) => job[field])),
    ...nestedColumns(names),
    ...callFields.map((field) => column(`Call.${field}`, (line) => lastCall(line)?.[field])),
    ...analysisColumns(data.AnalysisSchema),
  ];
  if (columns.length > MOST_COLUMNS)
    throw new Problem(
      'conflict',
      `These jobs have so many names in Data and Metadata that a table of them has more than ${MOST_COLUMNS} columns, ` +
        'and an import reads no more; ask for format=ndjson, which has no columns, or for fewer jobs by a filter',
    );
  return columns;
}

const column = (name: string, valueOf: (line: ExportedLine) => unknown): Column => ({
  name,
  cell: (line) => cellOf(valueOf(line)),
});

/** Per job the last one tells how it went. */
const lastCall = ({ calls }: ExportedLine) => calls[calls.length - 1];

const overrideColumns = ({ Overrides, Constraints }: JobNames): Column[] => [
  ...plainOverrides
    .filter((name) => Overrides.has(name))
    .map((name) => column(`Overrides.${name}`, ({ job }) => job.Overrides?.[name])),
  ...plainConstraints
    .filter((name) => Constraints.has(name))
    .map((name) => column(`Overrides.Constraints.${name}`, ({ job }) => job.Overrides?.Constraints?.[name])),
];

/** Those of the campaign's schema come first, in its order. */
function freeColumns(
  group: 'Data' | 'Metadata',
  names: Set<string>,
  schema: JsonObject | undefined,
): Column[] {
  const declared = propertiesOf(schema).filter((name) => names.has(name));
  return [...new Set([...declared, ...names])].map((name) =>
    column(`${group}.${name}`, ({ job }) => {
      const values = job[group];
      // A name such as `constructor` is no member of an object that does not have it.
      return values && Object.hasOwn(values, name) ? values[name] : undefined;
    }),
  );
}

/** What fits no cell that an import could read: NDJSON has it as it is. */
function nestedColumns({ Overrides, Constraints, hasVariants }: JobNames): Column[] {
  const nested = without(Overrides, [...plainOverrides, 'Constraints']).length > 0;
  const isNested = nested || without(Constraints, plainConstraints).length > 0;
  return [
    ...(isNested ? [column('Job.Overrides', ({ job }) => nestedOverrides(job.Overrides))] : []),
    ...(hasVariants ? [column('Job.CampaignVariants', ({ job }) => job.CampaignVariants)] : []),
  ];
}

/** Undefined: all that there is has columns of its own. */
function nestedOverrides(overrides: ExportedLine['job']['Overrides']): JsonObject | undefined {
  if (!overrides) return undefined;
  const { Constraints = {}, ...others } = overrides;
  const rest = pick(others, without(Object.keys(others), plainOverrides));
  const constraints = pick(Constraints, without(Object.keys(Constraints), plainConstraints));
  const all = Object.keys(constraints).length > 0 ? { ...rest, Constraints: constraints } : rest;
  return Object.keys(all).length > 0 ? all : undefined;
}

const without = (names: Iterable<string>, some: readonly string[]): string[] =>
  [...names].filter((name) => !some.includes(name));

const pick = (from: object, names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

/** One for each property of the campaign's schema. Without properties the answer is one cell of JSON. */
function analysisColumns(schema: JsonObject): Column[] {
  const own = [
    column('Analysis.Status', (line) => lastCall(line)?.Analysis?.Status),
    column('Analysis.ObjectiveMet', (line) => lastCall(line)?.Analysis?.ObjectiveMet),
  ];
  const properties = propertiesOf(schema);
  if (properties.length === 0) {
    const result = (line: ExportedLine): string | undefined =>
      JSON.stringify(lastCall(line)?.Analysis?.Result);
    return [...own, column('Analysis.Result', result)];
  }
  const taken = new Set([...own.map(({ name }) => name), ...properties.map((name) => `Analysis.${name}`)]);
  return [
    ...own,
    ...properties.map((property) => {
      let name = `Analysis.${property}`;
      // A property that is called as one of ours gets a longer name.
      if (own.some((one) => one.name === name))
        while (taken.has(name)) name = `Analysis.Result.${name.slice(9)}`;
      taken.add(name);
      return column(name, (line) => {
        const result = lastCall(line)?.Analysis?.Result;
        if (typeof result !== 'object' || result === null || !Object.hasOwn(result, property))
          return undefined;
        return (result as JsonObject)[property];
      });
    }),
  ];
}

const propertiesOf = (schema: JsonObject | undefined): string[] => {
  const properties = schema?.['properties'];
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
};
