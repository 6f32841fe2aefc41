/** What a carrier of another form than our own protocol sends, and how it is answered. */
import { accountSid, signatureOf } from '../../providers/twilio/server';
import { type Book } from './book';
import { type Office, PUBLIC_URL } from './office';

export async function carrierHours(book: Book, office: Office): Promise<void> {
  const form = { AccountSid: accountSid, ApiVersion: '2010-04-01' };
  const asForm = (fields: Record<string, string>) => ({
    path: { provider: 'twilio' },
    mediaType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(fields).toString(),
    signed: (_method: string, path: string) => ({
      'x-twilio-signature': signatureOf(`${PUBLIC_URL}${path}`, fields),
    }),
  });
  await book.ask(office, 'receiveProviderEvent', {
    ...{ name: 'twilio-ringing', summary: 'A call is ringing, as Twilio says it' },
    ...asForm({ ...form, CallSid: `CA${'3f'.repeat(16)}`, CallStatus: 'ringing', To: '+12025550111' }),
    status: 204,
  });
  await book.ask(office, 'answerInboundCall', {
    ...{
      name: 'twilio-busy',
      summary: 'A number of no started campaign gives the busy signal, as Twilio reads it',
    },
    ...asForm({ ...form, CallSid: `CA${'4e'.repeat(16)}`, From: '+12025550170', To: '+12025550100' }),
    status: 200,
  });
}
