import { Problem } from '../http/problems';

export const OPTED_OUT =
  'is on the opt-out list of your organisation; if the contact has agreed to calls again, remove the entry with ' +
  'DELETE /opt-outs/:phoneNumber and send the job again';

export const contactOptedOut = (): Problem =>
  new Problem('opted-out', `/ContactPhoneNumber: ${OPTED_OUT}`, {
    errors: [{ location: '/ContactPhoneNumber', message: OPTED_OUT }],
  });
