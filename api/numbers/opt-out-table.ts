import { asText, type TableForm } from '../files/table-form';
import { REASON_COLUMN } from '../files/rejected-file';
import { usualPhoneNames } from '../files/usual-names';

/** The columns of a list of numbers to leave in peace: only the number counts. */
export const optOutTable: TableForm = {
  number: 'PhoneNumber',
  fields: { PhoneNumber: asText },
  freeGroups: [],
  passedOver: [REASON_COLUMN],
  usualNames: { PhoneNumber: ['contactphonenumber', ...usualPhoneNames] },
  composed: [],
};
