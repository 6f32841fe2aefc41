/** Whom to call, and whom not: jobs one by one and from files, and the opt-out list. */
import { readFileSync } from 'node:fs';
import nodePath from 'node:path';
import { WORKBOOK } from '../../../api/files/file-types';
import { type Book } from './book';
import { job } from './campaign';
import { type Made, type Office } from './office';

const workbook = readFileSync(nodePath.join(__dirname, '../../files/workbooks/contacts.xlsx'));

const rows = (...all: object[]): string => all.map((row) => `${JSON.stringify(row)}\n`).join('');

export async function jobs(book: Book, office: Office): Promise<void> {
  const path = { campaignID: office.campaign.ID };
  const { body } = await book.ask<{ Job: Made }>(office, 'createJob', {
    ...{ name: 'reminder', summary: 'A contact with Data for the voice agent and an id of your own', path },
    headers: { 'Idempotency-Key': '4f0c-order-4711' },
    body: job,
    status: 201,
  });
  office.job = body.Job;
  await book.ask(office, 'createJob', {
    ...{
      name: 'own-rules',
      summary: 'A job with rules of its own: not before Thursday, and in the afternoon',
      path,
    },
    body: {
      ContactPhoneNumber: '+12025550112',
      ContactName: 'Kim Placeholder',
      Data: { appointment: 'Friday, March 12 at 08:00' },
      Overrides: {
        MaxCallSeconds: 300,
        Constraints: {
          NotBefore: '2027-03-11T00:00:00-05:00',
          CallWindows: [{ Days: ['Thu'], Start: '13:00', End: '18:00' }],
        },
      },
    },
    status: 201,
  });
  const orders = await book.ask<{ ImportID: string }>(office, 'importJobs', {
    ...{ name: 'orders', summary: 'Three rows, of which one is rejected', path },
    headers: { 'Idempotency-Key': '9b1d-orders-march.csv' },
    mediaType: 'text/csv',
    body: [
      'ContactPhoneNumber,ContactName,ContactTimeZone,ExternalID,Data.appointment',
      '+12025550113,Sam Specimen,America/Chicago,order-4712,"Wednesday, March 10 at 16:00"',
      '2025550114,Lou Fictional,America/New_York,order-4713,"Thursday, March 11 at 09:00"',
      '+12025550115,Max Dummy,America/Los_Angeles,order-4714,"Monday, March 15 at 08:00"',
      '',
    ].join('\r\n'),
    status: 200,
  });
  await book.ask(office, 'importJobs', {
    ...{
      name: 'late-orders',
      summary: 'Two rows, of which one is there already: its ExternalID is known',
      path,
    },
    mediaType: 'application/x-ndjson',
    body: rows(
      { ContactPhoneNumber: '+12025550113', ExternalID: 'order-4712', Data: { appointment: 'Wednesday' } },
      {
        ContactPhoneNumber: '+12025550116',
        ExternalID: 'order-4715',
        Data: { appointment: 'Monday, March 15 at 11:00' },
        Overrides: { Constraints: { MinCreationDelay: '2h' } },
      },
    ),
    status: 200,
  });
  await imports(book, office, orders.body.ImportID);
  await book.ask(office, 'previewImport', {
    ...{
      name: 'export-of-a-crm',
      summary: 'A list as a spreadsheet of a CRM has it, with a national number',
      path,
      query: { region: 'US' },
    },
    mediaType: 'text/csv',
    body: [
      'Record ID;First Name;Last Name;Phone;City',
      '4711;Sam;Specimen;+1 (202) 555-0117;Denver',
      '4712;Lou;Fictional;(202) 555-0118;Boston',
      '4713;Max;Dummy;2,025550119E+09;Austin',
      '',
    ].join('\r\n'),
    status: 200,
  });
  await book.ask(office, 'previewImport', {
    ...{
      name: 'no-header',
      summary: 'A list without a header: the column of the numbers is proposed',
      path,
      query: { withoutPlus: 'true' },
    },
    mediaType: 'text/csv',
    body: '"12025550117","Sam"\r\n"12025550118","Lou"\r\n',
    status: 200,
  });
  await book.ask(office, 'previewImport', {
    ...{ name: 'orders', summary: 'Jobs as a program writes them', path },
    mediaType: 'application/x-ndjson',
    body: rows({ ContactPhoneNumber: '+12025550117', ExternalID: 'order-4717' }),
    status: 200,
  });
  const mapping = { '1': 'ContactPhoneNumber', '2': 'ContactName', '3': 'ignore' };
  const said = {
    header: 'false',
    columns: JSON.stringify(mapping),
    delimiter: ';',
    encoding: 'windows-1252',
  };
  const table = { mediaType: 'text/csv', body: '12025550117;Sam;x\r\n12025550117;Lou;y\r\n', status: 200 };
  const howRead = { ...said, withoutPlus: 'true', duplicates: 'skip' };
  await book.ask(office, 'importJobs', { path, query: { ...howRead, dryRun: '1' }, ...table });
  await book.ask(office, 'previewImport', { path, query: howRead, ...table });
  for (const operation of ['importJobs', 'previewImport'])
    await book.ask(office, operation, {
      path,
      query: { sheet: 'More', region: 'US' },
      ...{ mediaType: WORKBOOK, body: workbook, status: 200 },
    });
  const dry = { mediaType: 'application/x-ndjson', body: rows({ ContactPhoneNumber: '+12025550119' }) };
  await book.ask(office, 'importJobs', { path, query: { dryRun: '1' }, ...dry, status: 200 });
  const page = await book.ask<{ NextCursor: string }>(office, 'listJobs', {
    ...{ name: 'waiting', summary: 'Jobs that wait, and what for', path, query: { limit: '2' } },
    status: 200,
  });
  await book.ask(office, 'listJobs', { path, query: { cursor: page.body.NextCursor }, status: 200 });
  const { ContactPhoneNumber, ExternalID } = job;
  const query = { State: 'created', ContactPhoneNumber, ExternalID, TestJob: '0' };
  await book.ask(office, 'listJobs', { path, query, status: 200 });
  await book.ask(office, 'exportJobs', {
    ...{ name: 'waiting', summary: 'Jobs that were not called yet, as CSV', path },
    query: { format: 'csv', per: 'job', State: 'created', TestJob: '0' },
    status: 200,
  });
  await book.ask(office, 'exportJobs', {
    ...{ name: 'one', summary: 'One job, as NDJSON', path },
    query: { format: 'ndjson', ExternalID, ContactPhoneNumber },
    status: 200,
  });
  await book.ask(office, 'getPreflight', {
    ...{
      name: 'morning',
      summary: 'Some can be called now; others wait for their time of day, or a date',
      path,
    },
    status: 200,
  });
}

async function imports(book: Book, office: Office, importID: string): Promise<void> {
  const path = { campaignID: office.campaign.ID, importID };
  await book.ask(office, 'getImport', { name: 'orders', summary: 'One that is done', path, status: 200 });
  await book.ask(office, 'getRejectedRows', {
    ...{ name: 'orders', summary: 'One row to mend, and why', path, status: 200 },
  });
  const ofCampaign = { campaignID: path.campaignID };
  const mistaken = await book.ask<{ ImportID: string }>(office, 'importJobs', {
    path: ofCampaign,
    mediaType: 'application/x-ndjson',
    body: rows({ ContactPhoneNumber: '+12025550117', Data: { appointment: 'Tuesday' } }),
    status: 200,
  });
  await book.ask(office, 'undoImport', {
    ...{ name: 'mistaken', summary: 'A file of one job, which was not called yet' },
    path: { ...ofCampaign, importID: mistaken.body.ImportID },
    status: 200,
  });
  const page = await book.ask<{ NextCursor: string }>(office, 'listImports', {
    ...{ name: 'latest', summary: 'The latest import, and where earlier ones follow', path: ofCampaign },
    query: { limit: '1' },
    status: 200,
  });
  await book.ask(office, 'listImports', {
    path: ofCampaign,
    query: { cursor: page.body.NextCursor },
    status: 200,
  });
}

export async function optOuts(book: Book, office: Office): Promise<void> {
  const path = { phoneNumber: '+12025550190' };
  await book.ask(office, 'putOptOut', {
    ...{ name: 'new', summary: 'A number that is new on the list', path },
    body: { PhoneNumber: '+12025550190' },
    status: 201,
  });
  await book.ask(office, 'putOptOut', {
    ...{ name: 'listed', summary: 'A number that is on the list: the first entry stays', path, status: 200 },
  });
  await book.ask(office, 'getOptOut', { name: 'entry', summary: 'An entry', path, status: 200 });
  await book.ask(office, 'importOptOuts', {
    ...{ name: 'letters', summary: 'Two new numbers, one that is on the list, and one that is none' },
    mediaType: 'text/csv',
    body: 'PhoneNumber\r\n+12025550190\r\n+12025550191\r\n+12025550192\r\n555-0193\r\n',
    status: 200,
  });
  await book.ask(office, 'importOptOuts', {
    ...{ name: 'check', summary: 'A file that is only checked', query: { dryRun: '1' } },
    mediaType: 'application/x-ndjson',
    body: rows({ PhoneNumber: '+12025550194' }, { PhoneNumber: '+12025550195' }),
    status: 200,
  });
  const said = { header: 'true', columns: '{"Nr":"PhoneNumber"}', delimiter: ';', encoding: 'windows-1252' };
  await book.ask(office, 'importOptOuts', {
    query: { ...said, withoutPlus: 'true' },
    ...{ mediaType: 'text/csv', body: 'Nr;Name\r\n12025550191;Lou\r\n', status: 200 },
  });
  await book.ask(office, 'importOptOuts', {
    query: { sheet: 'More', region: 'US', dryRun: '1' },
    ...{ mediaType: WORKBOOK, body: workbook, status: 200 },
  });
  const page = await book.ask<{ NextCursor: string }>(office, 'listOptOuts', {
    ...{ name: 'page', summary: 'A page of two, and where the next one begins', query: { limit: '2' } },
    status: 200,
  });
  await book.ask(office, 'listOptOuts', { query: { cursor: page.body.NextCursor }, status: 200 });
  await book.ask(office, 'removeOptOut', { path, status: 204 });
}
