/** A table as it is read, record by record: the first one may be its header. */
import { invalid } from '../http/problems';
import { isHeader } from './text-shape';
import { unescaped } from './formula-escape';
import {
  hasNumberColumn,
  MOST_COLUMNS,
  namesWithoutHeader,
  planColumns,
  type PlannedColumn,
  startsWithPlus,
} from './column-plan';
import { looksLikeNumber } from '../../domain/numbers/written-number';
import { type ColumnReading, type SaidOfFile } from './reading';
import { badRow, type Row } from './row';
import { TableColumns } from './table-columns';
import { type TableForm } from './table-form';

export interface TableOptions {
  form: TableForm;
  said: SaidOfFile;
  /** For a look at a file: a column that only looks like the one of the numbers is taken for it. */
  takesLikely: boolean;
}

export class Table {
  private columns: TableColumns | undefined;
  private planned: readonly PlannedColumn[] = [];
  hasHeader = true;

  constructor(
    private readonly options: TableOptions,
    /** The first records of the file. */
    private readonly samples: string[][],
  ) {}

  get isBegun(): boolean {
    return this.columns !== undefined;
  }

  get count(): number {
    return this.planned.length;
  }

  /** Names of the columns, once it is begun. */
  get header(): string[] {
    return this.planned.map(({ name }) => name);
  }

  reading(): ColumnReading[] {
    return this.planned.map(({ name, field, confidence }, index) => ({
      Position: index + 1,
      Column: name,
      ...(field === undefined ? {} : { Field: field }),
      Confidence: confidence,
    }));
  }

  /**
   * Takes the first record that is not blank. @returns whether it is a header, and no row
   * @throws a 400 that names each column that is wrong, and the one that is missing
   */
  begin(cells: string[]): boolean {
    const { form, said, takesLikely } = this.options;
    const isTooWide = cells.length > MOST_COLUMNS;
    this.hasHeader =
      said.header ??
      (isTooWide ||
        (!cells.some(isSurelyNumber) && (hasNumberColumn(form, cells.map(trimmed)) || isHeader(cells))));
    const names = this.hasHeader ? cells.map(trimmed) : namesWithoutHeader(cells.length);
    const { columns, faults } = planColumns(form, {
      names,
      hasHeader: this.hasHeader,
      said: said.columns,
      samples: this.hasHeader ? this.samples.slice(1) : this.samples,
      takesLikely,
    });
    if (faults.length > 0) throw invalid(faults);
    this.planned = columns;
    this.columns = new TableColumns(form, columns);
    return this.hasHeader;
  }

  /** Undefined: the record is blank. */
  rowOf(line: number, raw: string, cells: string[]): Row | undefined {
    const { columns } = this;
    if (!columns) throw new Error('A table was read before its first record');
    if (cells.length !== columns.count && !hasOnlyBlanksMore(cells, columns.count)) {
      // A blank line is one cell, also where there are more columns.
      if (cells.every((cell) => cell.trim() === '')) return undefined;
      return badRow(
        line,
        raw,
        cells.length > columns.count
          ? `the row has ${cells.length} cells and the header ${columns.count}; put cells with a delimiter in quotes`
          : `the row has ${cells.length} cells and the header ${columns.count}; fill it up, or remove it if it is no row of the table`,
      );
    }
    const { value, faults, isBlank } = columns.toValue(cells);
    if (isBlank) return undefined;
    return { line, raw, content: faults.length > 0 ? { kind: 'bad', faults } : { kind: 'value', value } };
  }
}

/** As an export or a list of rejected rows has it, a name that begins like a formula is escaped. */
const trimmed = (name: string): string => unescaped(name.trim());

/** Spreadsheets end some rows with more empty cells than others. */
const hasOnlyBlanksMore = (cells: string[], count: number): boolean =>
  cells.length > count && cells.slice(count).every((cell) => cell.trim() === '');

/** No column is called so, even beside one that is called like a usual one. */
const isSurelyNumber = (cell: string): boolean => startsWithPlus(cell) && looksLikeNumber(cell);
