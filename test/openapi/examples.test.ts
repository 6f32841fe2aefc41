/**
 * The examples of the API's document: each was sent or received here, and is the one that is committed. With
 * EXAMPLES=write they are written instead.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { problemKinds } from '../../api/http/problems';
import { Book } from './examples/book';
import { callHours, type CallCentre, openCallCentre } from './examples/calls';
import { type Office, openOffice } from './examples/office';
import { officeHours } from './examples/office-hours';
import { refusals } from './examples/refusals';
import { carrierHours } from './examples/twilio';

const FILE = path.resolve(__dirname, '../../api/openapi/examples.json');

let office: Office;
let centre: CallCentre;
beforeAll(async () => {
  office = await openOffice();
  centre = await openCallCentre();
});
afterAll(async () => {
  await centre?.rm.stop();
  await office?.api.stop();
});

it('the examples of the document are what is sent and answered, of every operation and every kind of problem', async () => {
  const book = new Book();
  await officeHours(book, office);
  await callHours(book, centre, office);
  await carrierHours(book, office);
  await refusals(book, office);
  expect(book.missing()).toEqual([]);
  expect(Object.keys(book.examples.problems).sort()).toEqual(Object.keys(problemKinds).sort());
  if (process.env['EXAMPLES'] === 'write') writeFileSync(FILE, `${JSON.stringify(book.examples, null, 2)}\n`);
  else expect(book.examples).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
});
