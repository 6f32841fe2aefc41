/**
 * Writes one sheet as an .xlsx file, in constant memory. Cells are texts and numbers, never formulas, so that no cell
 * is run.
 */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type Cell } from './cell';
import { MOST_SHEET_ROWS } from './excel-bounds';
import { distinct } from './formula-escape';
import { isPlain, xmlText } from './xlsx-text';

/** From here on a file is a tenth smaller, and takes twice as long. */
const COMPRESSION = 3;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const overrideOf = (part: string, type: string): string =>
  `<Override PartName="/xl/${part}" ContentType="${DOCUMENT}.${type}+xml"/>`;
const relation = (id: number, type: string, target: string): string =>
  `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;

/** All parts but the sheet. The only style is the second one: the header is bold. */
const partsBeside = (sheet: string): Record<string, string> => ({
  '[Content_Types].xml':
    `<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    overrideOf('workbook.xml', 'sheet.main') +
    overrideOf('styles.xml', 'styles') +
    overrideOf('worksheets/sheet1.xml', 'worksheet') +
    '</Types>',
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships">${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
  'xl/workbook.xml':
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
    `<sheet name="${xmlText(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${PACKAGE}/relationships">` +
    relation(1, 'worksheet', 'worksheets/sheet1.xml') +
    relation(2, 'styles', 'styles.xml') +
    '</Relationships>',
  'xl/styles.xml':
    `<styleSheet xmlns="${MAIN}">` +
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>' +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
});

/**
 * @param rows the first one is the header
 * @throws when there are more rows than a sheet can have
 */
export async function* xlsxFile(
  sheet: string,
  columns: number,
  rows: AsyncIterable<Cell[][]>,
): AsyncGenerator<Buffer, void> {
  const source = Readable.from(sheetXml(columns, rows), { highWaterMark: 1 });
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const fail = (error: Error): void => void output.destroy(error);
  zip.on('error', fail);
  source.on('error', fail);
  for (const [name, xml] of Object.entries(partsBeside(sheet))) zip.addBuffer(Buffer.from(XML + xml), name);
  zip.addReadStream(source, 'xl/worksheets/sheet1.xml', { compressionLevel: COMPRESSION });
  zip.end();
  try {
    for await (const bytes of output) yield bytes as Buffer;
  } finally {
    source.destroy();
  }
}

async function* sheetXml(columns: number, rows: AsyncIterable<Cell[][]>): AsyncGenerator<string> {
  const openings = Array.from({ length: columns }, (_, i) => `<c r="${columnName(i)}`);
  let number = 0;
  // The header stays in sight.
  const views =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>';
  yield `${XML}<worksheet xmlns="${MAIN}">${views}<sheetData>`;
  for await (const some of rows) {
    let xml = '';
    for (const row of some) {
      number += 1;
      if (number > MOST_SHEET_ROWS) throw new Error('A sheet has no room for so many rows');
      xml += rowXml(openings, number, row);
    }
    yield xml;
  }
  yield '</sheetData></worksheet>';
}

/** Of these XML drops a part unless it is told not to. */
const SPACES = /^\s|\s$|\n/;

/** A text stands in its cell (`str`), not in a list of all texts: that would have to be kept in memory. */
function rowXml(openings: string[], number: number, row: Cell[]): string {
  const style = number === 1 ? ' s="1"' : '';
  // The same for all cells of a row, and made once: a sheet has some forty million cells.
  const asNumber = `${number}"${style}><v>`;
  const asText = `${number}"${style} t="str"><v>`;
  const asSpacedText = `${number}"${style} t="str"><v xml:space="preserve">`;
  let xml = `<row r="${number}">`;
  for (let i = 0; i < row.length; i += 1) {
    const cell = row[i];
    if (cell === undefined || cell === '') continue;
    xml += openings[i];
    if (typeof cell === 'number') xml += asNumber + cell;
    else if (isPlain(cell)) xml += asText + cell;
    else xml += (SPACES.test(cell) ? asSpacedText : asText) + xmlText(distinct(cell));
    xml += '</v></c>';
  }
  return `${xml}</row>`;
}

/** A to Z, AA to ZZ, AAA and so on. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
