import { invalid, Problem } from '../../http/problems';

/** For a file that begins as a workbook and is not whole. `where`: a part of it, or a place in the sheet. */
export const broken = (where: string, what: string): Problem =>
  invalid([
    {
      location: 'body',
      message: `the workbook is broken: ${where} ${what}; open and save it again, or save it as CSV UTF-8`,
    },
  ]);

export const SEND_CSV = 'save the sheet as CSV UTF-8 and send that as text/csv, which may be of any size';

/** For a workbook beyond one of the bounds. */
export const tooLarge = (what: string): Problem => new Problem('too-large', `${what}; ${SEND_CSV}`);
