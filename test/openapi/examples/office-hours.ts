/** What people do before and between calls. */
import { type Book } from './book';
import { data, NAME } from './campaign';
import { jobs, optOuts } from './contacts';
import { type Made, type Office } from './office';

const keys = {
  campaign: '0d6f1f7e-campaign-spring',
  version: '51c2-spring-2',
};

export async function officeHours(book: Book, office: Office): Promise<void> {
  await organisation(book, office);
  await campaigns(book, office);
  await jobs(book, office);
  await versions(book, office);
  await optOuts(book, office);
  await operations(book, office);
}

async function organisation(book: Book, office: Office): Promise<void> {
  await book.ask(office, 'changeOrganisation', {
    ...{ name: 'billing', summary: 'Billed from the first of each month' },
    headers: { 'X-Request-Id': 'nightly-sync-0417' },
    body: { BillingDoMStart: 1, IncludedConversationSeconds: 36_000, SchedulingEnabled: true },
    status: 200,
  });
  await book.ask(office, 'getOrganisation', { name: 'organisation', summary: 'A garage', status: 200 });
}

async function campaigns(book: Book, office: Office): Promise<void> {
  const { body } = await book.ask<{ Campaign: Made }>(office, 'createCampaign', {
    ...{ name: 'reminders', summary: 'Reminders, called in office hours and retried with growing waits' },
    headers: { 'Idempotency-Key': keys.campaign },
    body: { Name: NAME, Data: data },
    status: 201,
  });
  office.campaign = body.Campaign;
  await book.ask(office, 'createCampaign', {
    ...{ name: 'least', summary: 'Only what is needed; the answer shows the defaults' },
    body: { Name: 'Recall of spring tyres', Data: { CallerID: '+12025550102' } },
    status: 201,
  });
  const page = await book.ask<{ NextCursor: string }>(office, 'listCampaigns', {
    ...{ name: 'page', summary: 'A page of one campaign, and where the next one begins' },
    query: { limit: '1' },
    status: 200,
  });
  await book.ask(office, 'listCampaigns', { query: { cursor: page.body.NextCursor }, status: 200 });
}

async function versions(book: Book, office: Office): Promise<void> {
  const path = { campaignID: office.campaign.ID };
  const later = { ...data, Constraints: { ...data.Constraints, BlackoutDates: ['2027-03-17'] } };
  await book.ask(office, 'publishVersion', {
    ...{ name: 'day-off', summary: 'The same Data as a whole, with a day without calls', path },
    headers: { 'If-Match': '"1"', 'Idempotency-Key': keys.version },
    body: { Data: later },
    status: 200,
  });
  const page = await book.ask<{ NextCursor: string }>(office, 'listVersions', {
    ...{
      name: 'latest',
      summary: 'The latest version, and where earlier ones follow',
      path,
      query: { limit: '1' },
    },
    status: 200,
  });
  await book.ask(office, 'listVersions', { path, query: { cursor: page.body.NextCursor }, status: 200 });
  await book.ask(office, 'getVersion', {
    ...{ name: 'first', summary: 'The first version', path: { ...path, version: '1' } },
    status: 200,
  });
}

interface Payloads {
  payloads: { data: string }[];
}

const pageOfDocs = [
  'showDocs',
  'getDocsLibraryScript',
  'getDocsLibraryStyle',
  'getDocsScript',
  'getDocsStyle',
];

async function operations(book: Book, office: Office): Promise<void> {
  await book.ask(office, 'isHealthy', { name: 'alive', summary: 'The process is alive', status: 200 });
  await book.ask(office, 'isReady', { name: 'ready', summary: 'Both servers answered', status: 200 });
  for (const kept of ['getOpenApi', ...pageOfDocs]) {
    const { headers } = await book.ask(office, kept, { status: 200 });
    const ETag = headers.get('etag') ?? '';
    book.standIns.tag(ETag);
    await book.ask(office, kept, { headers: { 'If-None-Match': ETag }, status: 304 });
  }
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const plain = { metadata: { encoding: base64('json/plain') }, data: base64('{"Version":2}') };
  const encoded = await book.ask<Payloads>(office, 'encodePayloads', {
    ...{ name: 'payload', summary: 'A payload, and what is stored of it' },
    body: { payloads: [plain] },
    status: 200,
    // What is encrypted differs from run to run, though its content does not.
    heard: (answered) => (answered as Payloads).payloads.forEach(({ data }) => book.standIns.random(data)),
  });
  await book.ask(office, 'decodePayloads', {
    ...{ name: 'payload', summary: 'A payload that was encrypted here' },
    body: encoded.body,
    status: 200,
  });
}
