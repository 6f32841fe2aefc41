/** Turns the cells of a table's rows into values, such as jobs, by the plan of its columns. */
import { unescaped } from './formula-escape';
import { invalid } from '../http/problems';
import { findUnstorable } from '../../domain/json/bson-fidelity';
import { type RowFault } from './row';
import { type PlannedColumn } from './column-plan';
import { asText, type ReadCell, type TableForm } from './table-form';

interface Column {
  name: string;
  /** Of groups within groups, from the outside: `Overrides`, `Constraints`. */
  groups: readonly string[];
  key: string;
  read: ReadCell;
  isPassedOver: boolean;
  /** Its place among the columns that make up the field together. */
  part: number | undefined;
}

const none: readonly RowFault[] = [];
const APOSTROPHE = 39;

export class TableColumns {
  private readonly columns: Column[];

  /** @throws a 400 that names each column whose name cannot be stored */
  constructor(form: TableForm, planned: readonly PlannedColumn[]) {
    this.columns = planned.map((column) => columnOf(form, column));
    // A text for each: what a cell says does not matter here.
    const plain = this.columns.map((column) => ({ ...column, read: asText }));
    const unstorable = findUnstorable(
      valueOf(
        plain,
        plain.map(() => 'x'),
      ).value,
    );
    if (unstorable.length > 0)
      throw invalid(unstorable.map((fault) => ({ ...fault, location: `header${fault.location}` })));
  }

  get count(): number {
    return this.columns.length;
  }

  /** An empty cell is an absent field. */
  toValue(cells: string[]): RowValue {
    return valueOf(this.columns, cells);
  }
}

export interface RowValue {
  value: Record<string, unknown>;
  faults: readonly RowFault[];
  /** Not a single cell says anything. */
  isBlank: boolean;
}

function valueOf(columns: readonly Column[], cells: string[]): RowValue {
  const value: Record<string, unknown> = {};
  let faults: RowFault[] | undefined;
  let isBlank = true;
  // Of one field: no form has two that are made up of several columns.
  let parts: string[] | undefined;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    let cell = cells[i];
    if (!column || !cell) continue;
    if (isBlank && cell.trim() !== '') isBlank = false;
    if (column.isPassedOver) continue;
    if (cell.charCodeAt(0) === APOSTROPHE) cell = unescaped(cell);
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
    const place = column.groups.length === 0 ? value : placeIn(value, column.groups);
    if (column.part === undefined) place[column.key] = content;
    else {
      (parts ??= [])[column.part] = cell;
      // First names stand before last names, wherever their columns are.
      place[column.key] = parts.filter((part) => part !== undefined).join(' ');
    }
  }
  return { value, faults: faults ?? none, isBlank };
}

function placeIn(value: Record<string, unknown>, groups: readonly string[]): Record<string, unknown> {
  let place = value;
  for (const group of groups) place = (place[group] ??= {}) as Record<string, unknown>;
  return place;
}

function columnOf(form: TableForm, { name, field, part = 0 }: PlannedColumn): Column {
  const nothing = { name, groups: [], key: '', read: asText, isPassedOver: true, part: undefined };
  if (field === undefined) return nothing;
  const isJoined = form.composed.some((one) => one.field === field);
  const common = { name, isPassedOver: false, part: isJoined ? part : undefined };
  const own = Object.hasOwn(form.fields, field) ? form.fields[field] : undefined;
  if (own) {
    const path = field.split('.');
    return { ...common, groups: path.slice(0, -1), key: path.at(-1) ?? '', read: own };
  }
  // The name after the first dot is one key, including any dots: it is not nested further.
  const dot = field.indexOf('.');
  const [group, key] = [field.slice(0, dot), field.slice(dot + 1)];
  return { ...common, groups: [group], key, read: form.readFree?.(group, key) ?? asText };
}
