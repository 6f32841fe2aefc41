/** Decides what each column of a table means: by what its sender says, by our names, by usual ones, or as data. */
import { closestName, isOneSlipAway } from '../../domain/analysis/closest-name';
import { looksLikeNumber } from '../../domain/numbers/written-number';
import { type Fault, firstFaults, MOST_DESCRIBED, MOST_NAME_CHARACTERS, shortened } from '../json/fault';
import { squeezed, type TableForm } from './table-form';

/** More than any list of contacts has, and few enough that reading each of them per row costs little. */
export const MOST_COLUMNS = 1_000;
/** In place of a field: the column is passed over. */
export const IGNORE = 'ignore';

/**
 * How sure it is what a column means: said or called so by us; called so elsewhere; the same, with another column that
 * it could be; only its cells look so; any other column, which is data.
 */
const SURE = 1;
const USUAL = 0.9;
const ONE_OF_SEVERAL = 0.7;
export const BY_CELLS = 0.5;

export interface PlannedColumn {
  name: string;
  /** Of a field that several columns make up: its place among them. */
  part?: number;
  /** A field of the form, or a free group, a dot and a key. Undefined: it is passed over. */
  field: string | undefined;
  confidence: number;
}

export interface ColumnPlan {
  columns: PlannedColumn[];
  /** Why the table cannot be read so. */
  faults: Fault[];
}

interface Table {
  /** The first record, or the names that stand for one. */
  names: string[];
  hasHeader: boolean;
  /** Our field or `ignore`, by name or number of a column. */
  said: Record<string, string> | undefined;
  /** The first rows. */
  samples: string[][];
  /** The column whose cells alone look like numbers is taken for theirs: for a look at a file, not for storing it. */
  takesLikely: boolean;
}

export function planColumns(form: TableForm, table: Table): ColumnPlan {
  const { names } = table;
  if (names.length > MOST_COLUMNS) {
    const message = `names ${names.length} columns; at most ${MOST_COLUMNS} are read, so leave out those that are not used`;
    return { columns: [], faults: [{ location: 'header', message }] };
  }
  const faults = new FirstFaults();
  const columns = names.map((name): PlannedColumn | undefined => ownColumn(form, name));
  for (const [part, [index, field]] of saidColumns(form, table, faults).entries()) {
    columns[index] = { name: names[index] ?? '', field, confidence: SURE, part };
  }
  takeUsualNames(form, names, columns, faults);
  const isOther = columns.map((column) => column === undefined);
  takeOthers(form, table, columns, faults);
  const planned = columns as PlannedColumn[];
  if (!planned.some(({ field }) => field === form.number))
    findNumbers(form, table, { columns: planned, isOther }, faults);
  refuseDoubles(form, planned, faults);
  return { columns: planned, faults: faults.all() };
}

/** Whether these names say which column has the numbers. */
export const hasNumberColumn = (form: TableForm, names: string[]): boolean =>
  names.length <= MOST_COLUMNS &&
  names.some(
    (name) =>
      name.length <= MOST_NAME_CHARACTERS &&
      (ownField(form, name) === form.number ||
        form.usualNames[form.number]?.includes(squeezed(name)) === true),
  );

/** How the sender can name a column in `columns`: by its number where its name is none, or not its alone. */
export function nameToSay(names: readonly string[], index: number): string {
  const name = names[index] ?? '';
  const isItsAlone = names.filter((one) => one.toLowerCase() === name.toLowerCase()).length === 1;
  return isItsAlone && name.length <= MOST_NAME_CHARACTERS && !/^\d*$/.test(name) ? name : String(index + 1);
}

/** Names of the columns of a table without a header. */
export const namesWithoutHeader = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => nameOfPosition(index));
const nameOfPosition = (index: number): string => `Column${index + 1}`;

// Our own names ---------------------------------------------------------------------------------------------------

function ownColumn(form: TableForm, name: string): PlannedColumn | undefined {
  if (form.passedOver.some((passed) => matches(passed, name)))
    return { name, field: undefined, confidence: SURE };
  const field = ownField(form, name);
  return field === undefined ? undefined : { name, field, confidence: SURE };
}

/** `Call.` is a group, `RejectedReason` a column. */
const matches = (passed: string, name: string): boolean =>
  passed.endsWith('.')
    ? name.toLowerCase().startsWith(passed.toLowerCase())
    : name.toLowerCase() === passed.toLowerCase();

/** The field of this name in any case. The key of a free group is kept as it is. */
function ownField({ fields, freeGroups }: TableForm, name: string): string | undefined {
  if (Object.hasOwn(fields, name)) return name;
  const dot = name.indexOf('.');
  const group =
    dot < 0 ? undefined : freeGroups.find((one) => one.toLowerCase() === name.slice(0, dot).toLowerCase());
  if (group !== undefined) {
    const key = name.slice(dot + 1);
    return key === '' || key === '__proto__' ? undefined : `${group}.${key}`;
  }
  return bySqueezedName(fields).get(keyOf(name));
}

/** A group's name is written with its dot: `Overrides.MaxCallSeconds`. */
const keyOf = (name: string): string => `${name.includes('.') ? '.' : ''}${squeezed(name)}`;

const squeezedNames = new WeakMap<TableForm['fields'], Map<string, string>>();

function bySqueezedName(fields: TableForm['fields']): Map<string, string> {
  const known =
    squeezedNames.get(fields) ?? new Map(Object.keys(fields).map((field) => [keyOf(field), field]));
  squeezedNames.set(fields, known);
  return known;
}

// What the sender says --------------------------------------------------------------------------------------------

function saidColumns(
  form: TableForm,
  { names, said = {} }: Table,
  faults: FirstFaults,
): [number, string | undefined][] {
  const places = placesOf(names);
  const taken = new Set<number>();
  return Object.entries(said).flatMap(([column, meant]): [number, string | undefined][] => {
    const shown = JSON.stringify(shortened(column, MOST_NAME_CHARACTERS));
    const index = indexOf(places, names.length, column);
    if (index !== undefined && taken.has(index)) {
      faults.add('query/columns', () => `${shown} is column ${index + 1}, which is named twice; keep one`);
      return [];
    }
    if (index !== undefined) taken.add(index);
    if (index === undefined) {
      faults.add('query/columns', () => `${shown} is no column of the file; ${knownNames(names)}`);
      return [];
    }
    if (meant.toLowerCase() === IGNORE) return [[index, undefined]];
    const field = ownField(form, meant);
    if (field === undefined) {
      faults.add(
        'query/columns',
        () =>
          `${shown} is to be ${JSON.stringify(shortened(meant, MOST_NAME_CHARACTERS))}, which is no field; ${hintFor(form, meant)}`,
      );
      return [];
    }
    return [[index, field]];
  });
}

/** The first column of each name, as it is written and in small letters. */
function placesOf(names: string[]): { exact: Map<string, number>; small: Map<string, number> } {
  const [exact, small] = [new Map<string, number>(), new Map<string, number>()];
  for (const [index, name] of names.entries()) {
    if (!exact.has(name)) exact.set(name, index);
    if (!small.has(name.toLowerCase())) small.set(name.toLowerCase(), index);
  }
  return { exact, small };
}

/** By its name, in any case if it is not there as it is said, or by its number from 1. */
function indexOf(
  { exact, small }: ReturnType<typeof placesOf>,
  count: number,
  said: string,
): number | undefined {
  const wanted = said.trim();
  const named = exact.get(wanted) ?? small.get(wanted.toLowerCase());
  if (named !== undefined || !/^\d{1,4}$/.test(wanted)) return named;
  const index = Number(wanted) - 1;
  return index >= 0 && index < count ? index : undefined;
}

const knownNames = (names: string[]): string =>
  `its columns are ${shortened(names.filter((name) => name !== '').join(', '), 300)}`;

// Usual names -----------------------------------------------------------------------------------------------------

function takeUsualNames(
  form: TableForm,
  names: string[],
  columns: (PlannedColumn | undefined)[],
  faults: FirstFaults,
): void {
  const isTaken = (field: string): boolean => columns.some((column) => column?.field === field);
  for (const [field, usual] of Object.entries(form.usualNames)) {
    if (isTaken(field)) continue;
    const candidates = names
      .map((name, index) => ({ name, index, rank: usual.indexOf(squeezed(name)) }))
      .filter(({ index, rank }) => rank >= 0 && columns[index] === undefined)
      .toSorted((a, b) => a.rank - b.rank || a.index - b.index);
    const [best, ...others] = candidates;
    if (!best) continue;
    const confidence = others.length > 0 ? ONE_OF_SEVERAL : USUAL;
    columns[best.index] = { name: best.name, field, confidence };
    // Data keeps the others; without it their numbers would be lost.
    const [other] = others;
    if (other && field === form.number && form.others === undefined)
      faults.add('header', () => {
        const ignored = JSON.stringify({ [nameToSay(names, other.index)]: IGNORE });
        return `${candidates.map(({ name }) => JSON.stringify(name)).join(' and ')} may all have numbers, and one column is taken; send the list once for each, and the others as columns=${ignored}`;
      });
  }
  for (const { field, parts } of form.composed) {
    if (isTaken(field)) continue;
    for (const [part, usual] of parts.entries()) {
      const index = names.findIndex((name, i) => columns[i] === undefined && usual.includes(squeezed(name)));
      if (index >= 0) columns[index] = { name: names[index] ?? '', field, confidence: USUAL, part };
    }
  }
}

// All others ------------------------------------------------------------------------------------------------------

function takeOthers(
  form: TableForm,
  { names, hasHeader }: Table,
  columns: (PlannedColumn | undefined)[],
  faults: FirstFaults,
): void {
  const ownNames = Object.keys(form.fields);
  const ownSqueezed = ownNames.map((name) => [name, squeezed(name)] as const);
  names.forEach((name, index) => {
    if (columns[index]) return;
    columns[index] = { name, field: otherField(form, name, index), confidence: SURE };
    const shown = JSON.stringify(shortened(name, MOST_NAME_CHARACTERS));
    const at = `header, column ${index + 1}`;
    if (isOfOurGroups(form, name)) {
      faults.add(at, () => `${shown} is not a known column; ${hintFor(form, name)}`);
      return;
    }
    if (!hasHeader) return;
    const wanted = squeezed(name);
    const meant = ownSqueezed.find(([, own]) => isOneSlipAway(own, wanted))?.[0];
    if (meant === undefined) return;
    const asData =
      form.others === undefined ? IGNORE : `${form.others}.${shortened(name, MOST_NAME_CHARACTERS)}`;
    faults.add(
      at,
      () =>
        `${shown} is not a known column; did you mean ${meant}? If it is another one, say columns=${JSON.stringify({ [nameToSay(names, index)]: asData })}`,
    );
  });
}

/** A column without a name is called by its place, so that nothing in it is lost. */
function otherField({ others }: TableForm, name: string, index: number): string | undefined {
  if (others === undefined) return undefined;
  return `${others}.${name === '' ? nameOfPosition(index) : name}`;
}

/** What begins like a group of ours is meant to be in it. */
function isOfOurGroups({ fields, freeGroups }: TableForm, name: string): boolean {
  const dot = name.indexOf('.');
  if (dot < 0) return name === '__proto__';
  const group = name.slice(0, dot).toLowerCase();
  return [...freeGroups, ...groupsOf(fields)].some((one) => one.toLowerCase() === group);
}

const groupsOf = (fields: TableForm['fields']): string[] =>
  Object.keys(fields).flatMap((field) => (field.includes('.') ? [field.slice(0, field.indexOf('.'))] : []));

function hintFor({ fields, freeGroups, others }: TableForm, name: string): string {
  const closest = closestName(name, Object.keys(fields));
  if (closest !== undefined) return `did you mean ${closest}?`;
  const groups = new Set([...groupsOf(fields), ...freeGroups].map((group) => `${group}.…`));
  const alone = Object.keys(fields).filter((field) => !field.includes('.'));
  return `known are ${[...alone, ...groups, ...(others === undefined ? [] : [IGNORE])].join(', ')}`;
}

// Numbers ---------------------------------------------------------------------------------------------------------

/** Most cells of a column must look like numbers; a few may be damaged. */
const MOST_OF_THEM = 0.8;

function findNumbers(
  form: TableForm,
  { names, hasHeader, samples, takesLikely }: Table,
  { columns, isOther }: { columns: PlannedColumn[]; isOther: boolean[] },
  faults: FirstFaults,
): void {
  const candidates = columns
    .map((column, index) => ({ column, index, isSure: share(samples, index, startsWithPlus) === 1 }))
    .filter(({ index }) => isOther[index] && share(samples, index, looksLikeNumber) >= MOST_OF_THEM);
  // Cells that begin with + are surely numbers; ids look like some.
  const sure = candidates.filter(({ isSure }) => isSure);
  const [likely] = sure.length > 0 ? sure : candidates;
  // Without a header nothing but the cells says what a column is.
  const isClear = !hasHeader && sure.length === 1 && candidates.length === 1;
  if (likely !== undefined && (takesLikely || isClear)) {
    columns[likely.index] = { ...likely.column, field: form.number, confidence: BY_CELLS };
    return;
  }
  faults.add('header', () => {
    const missing = hasHeader
      ? `the column ${form.number} is missing`
      : `the file has no header, so no column is known to be ${form.number}`;
    if (likely === undefined) return `${missing}; ${whereItMayBe(form, samples)}`;
    const said = ({ index }: { index: number }): string => nameToSay(names, index);
    const looking = (sure.length > 0 ? sure : candidates).map((one) => JSON.stringify(said(one)));
    const proposed = JSON.stringify({ [said(likely)]: form.number });
    return `${missing}; ${shortened(looking.join(', '), 200)} ${looking.length > 1 ? 'look' : 'looks'} like it: if it is, say columns=${proposed}`;
  });
}

function whereItMayBe(form: TableForm, samples: string[][]): string {
  // A title may stand above the table.
  const below = samples.findIndex((cells) => hasNumberColumn(form, cells));
  if (below >= 0) return `row ${below + 2} looks like the header: remove the rows above it`;
  return `name the column with the numbers so, or say which it is: columns={"<its name or number>":"${form.number}"}`;
}

export const startsWithPlus = (cell: string): boolean => cell.trim().startsWith('+');

/** The share of the cells of a column that are so; empty ones do not count. */
function share(samples: string[][], index: number, isSo: (cell: string) => boolean): number {
  const cells = samples.map((sample) => sample[index] ?? '').filter((cell) => cell.trim() !== '');
  return cells.length === 0 ? 0 : cells.filter(isSo).length / cells.length;
}

// Doubles ---------------------------------------------------------------------------------------------------------

function refuseDoubles({ composed }: TableForm, columns: PlannedColumn[], faults: FirstFaults): void {
  const firstOf = new Map<string, string>();
  columns.forEach(({ name, field }, index) => {
    if (field === undefined) return;
    const first = firstOf.get(field);
    firstOf.set(field, first ?? name);
    // First and last names make up one name together; one name twice does not.
    const isPart = first !== name && composed.some((one) => one.field === field);
    if (first === undefined || isPart) return;
    const shown = JSON.stringify(shortened(name, MOST_NAME_CHARACTERS));
    faults.add(`header, column ${index + 1}`, () =>
      first === name
        ? `${shown} is there twice; remove one, or say columns={"${index + 1}":"${IGNORE}"}`
        : `${shown} is ${field}, and so is ${JSON.stringify(shortened(first, MOST_NAME_CHARACTERS))}; keep one, or say columns={"${index + 1}":"${IGNORE}"}`,
    );
  });
}

/** Counts all faults and describes the first of them. */
class FirstFaults {
  private readonly described: Fault[] = [];
  private total = 0;

  /** A function, because to find the name that was meant takes long. */
  add(location: string, describe: () => string): void {
    this.total += 1;
    if (this.described.length < MOST_DESCRIBED) this.described.push({ location, message: describe() });
  }

  all(): Fault[] {
    return firstFaults(this.described, this.total);
  }
}
