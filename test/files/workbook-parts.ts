/** Workbooks made by hand, part by part. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { openSheet, type SheetRow } from '../../api/files/xlsx-sheet';

export type Parts = Record<string, string | Buffer>;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

export interface Made {
  /** What is in `<sheetData>`. */
  rows?: string;
  /** What is in `<sst>`. */
  texts?: string;
  /** What is in `<styleSheet>`. */
  styles?: string;
  /** Attributes of `<workbookPr>`. */
  properties?: string;
}

/** The parts of a workbook with one sheet. */
export const partsOf = ({ rows = '', texts, styles, properties = '' }: Made): Parts => ({
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}"><Relationship Id="a" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr ${properties}/><sheets><sheet name="List" sheetId="1" r:id="s"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${PACKAGE}"><Relationship Id="s" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
    (texts === undefined
      ? ''
      : `<Relationship Id="t" Type="${OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/>`) +
    (styles === undefined ? '' : `<Relationship Id="f" Type="${OFFICE}/styles" Target="styles.xml"/>`) +
    '</Relationships>',
  'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
  ...(texts === undefined ? {} : { 'xl/sharedStrings.xml': `<sst xmlns="${MAIN}">${texts}</sst>` }),
  ...(styles === undefined ? {} : { 'xl/styles.xml': `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>` }),
});

export async function zipOf(parts: Parts, { compress = true } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts))
    zip.addBuffer(Buffer.from(content), name, { compress });
  zip.end();
  return buffer(zip.outputStream);
}

export const workbook = (made: Made): Promise<Buffer> => zipOf(partsOf(made));

export async function rowsOf(file: Buffer, sheet?: string): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  for await (const row of (await openSheet(file, { sheet })).rows) rows.push(row);
  return rows;
}

/** The cells of a sheet with one row of number cells. */
export async function numberCells(numbers: string[], more: Made = {}, style = ''): Promise<string[]> {
  const cells = numbers.map((number) => `<c ${style}><v>${number}</v></c>`).join('');
  const [row] = await rowsOf(await workbook({ ...more, rows: `<row>${cells}</row>` }));
  return row?.cells ?? [];
}
