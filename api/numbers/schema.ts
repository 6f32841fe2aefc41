import { closed, phoneNumber } from '../schemas/fields';

/** One row of an import. */
export const optOutRow = closed({ PhoneNumber: phoneNumber });

/** The path names the number; a body may repeat it, so that a row can be sent as it is. */
export const optOutBody = closed({
  PhoneNumber: phoneNumber.optional().describe('The same number as in the path, in any form.'),
}).meta({ id: 'OptOutEntry' });
