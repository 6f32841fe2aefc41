import { stopCalls } from '../../activities/calls/stop-calls';
import { findOptOut, listOptOuts, type OptOutEntry, removeOptOut } from '../../store/numbers/opt-outs';
import { pageOf, readCursor } from '../http/cursor';
import { answer, empty, endpoint, jsonIfAny } from '../endpoints/endpoint';
import { phoneNumber } from '../endpoints/path-parameters';
import { fileOfRows, importAnswer } from '../files/import-answer';
import { optOutAnswer, optOutList } from './answers';
import { importQuery, numberReading, saidOfFile } from '../files/import-query';
import { fileOf, inTurn, readerFor } from '../files/import-file';
import { couldNotHangUp, OptOutImport } from './opt-out-import';
import { invalid, notFound } from '../http/problems';
import { apiKeyIdOf, orgIdOf, requestIdOf } from '../http/request-context';
import { optOutTable } from './opt-out-table';
import { optOutBody } from './schema';
import { pageQuery } from '../schemas/query';

interface OptOutPlace {
  number: string;
}
const isOptOutPlace = (value: object): value is OptOutPlace =>
  'number' in value && typeof value.number === 'string';

export const list = endpoint({
  id: 'listOptOuts',
  summary: 'List opt-outs',
  description: 'The numbers that no campaign of the organisation may call, in order of number.',
  tag: 'Opt-outs',
  access: 'viewer',
  query: pageQuery,
  answers: { 200: answer(optOutList, 'One page of the list.') },
  handler:
    ({ store }) =>
    async ({ res, query: { limit, cursor } }) => {
      const after = readCursor(cursor, isOptOutPlace)?.number;
      const { items, next } = await pageOf(
        limit,
        (most) => listOptOuts(store, { orgId: orgIdOf(res), after, limit: most }),
        ({ PhoneNumber: number }): OptOutPlace => ({ number }),
      );
      return { status: 200, body: { OptOuts: items.map(presentOptOut), ...next } };
    },
});

export const get = endpoint({
  id: 'getOptOut',
  summary: 'Look a number up on the opt-out list',
  description: 'Any written form of the number finds the one entry.',
  tag: 'Opt-outs',
  access: 'viewer',
  path: { phoneNumber },
  problems: ['not-found'],
  answers: { 200: answer(optOutAnswer, 'The entry.') },
  handler:
    ({ store }) =>
    async ({ res, path }) => {
      const entry = await findOptOut(store, orgIdOf(res), path.phoneNumber);
      if (!entry) throw notListed();
      return { status: 200, body: { OptOut: presentOptOut(entry) } };
    },
});

export const put = endpoint({
  id: 'putOptOut',
  leadsTo: {
    getOptOut: { phoneNumber: { body: '/OptOut/PhoneNumber' } },
    removeOptOut: { phoneNumber: { body: '/OptOut/PhoneNumber' } },
  },
  summary: 'Put a number on the opt-out list',
  description:
    'After the answer no placement to it leaves, in any campaign of the organisation: its waiting jobs are canceled, and our calls to it are hung up. ' +
    '503 means that MongoDB was away, or that the entry is stored and no new call goes out, but a call in progress could not be told to hang up: repeat the request. It may be repeated as it is, without an `Idempotency-Key`.',
  tag: 'Opt-outs',
  access: 'developer',
  path: { phoneNumber },
  body: jsonIfAny(optOutBody),
  answers: {
    200: answer(optOutAnswer, 'The number was there; the first entry stays.'),
    201: answer(optOutAnswer, 'The new entry.'),
  },
  handler:
    ({ store, clock, gateway }) =>
    async ({ res, path, body }) => {
      const number = path.phoneNumber;
      const orgId = orgIdOf(res);
      if (body?.PhoneNumber !== undefined && body.PhoneNumber !== number) throw anotherNumber();
      const now = clock.date();
      const { added, isDone } = await stopCalls(
        { store, clock, hangUp: gateway.hangUp },
        { orgId, phoneNumbers: [number] },
        { source: 'api' },
      );
      if (!isDone) throw couldNotHangUp();
      const stored = await findOptOut(store, orgId, number);
      // The entry may have been removed again already, but it was there.
      const entry = stored ?? { PhoneNumber: number, OptOut: { At: now, Source: 'api' as const } };
      const shown = { OptOut: presentOptOut(entry) };
      return added === 1 ? { status: 201, body: shown } : { status: 200, body: shown };
    },
});

const anotherNumber = () =>
  invalid([
    { location: '/PhoneNumber', message: 'is not the number in the path; correct one, or leave it out here' },
  ]);

export const remove = endpoint({
  id: 'removeOptOut',
  summary: 'Take a number off the opt-out list',
  description:
    'Only where the contact has agreed to calls again. New jobs for the number are accepted from then on; what was canceled stays canceled.',
  tag: 'Opt-outs',
  access: 'admin',
  path: { phoneNumber },
  problems: ['not-found'],
  answers: { 204: empty('It is off the list.') },
  handler:
    ({ store, log }) =>
    async ({ res, path }) => {
      if (!(await removeOptOut(store, orgIdOf(res), path.phoneNumber))) throw notListed();
      log.info({ requestId: requestIdOf(res), apiKey: apiKeyIdOf(res) }, 'an opt-out was taken off the list');
      return { status: 204 };
    },
});

export const importOptOuts = endpoint({
  id: 'importOptOuts',
  summary: 'Import opt-outs from a file',
  description:
    'A file of any size, streamed in constant memory. Each step of 500 rows takes effect before the next is read. It may be repeated as it is: numbers on the list stay there. `Duplicates` are numbers that were on the list.',
  tag: 'Opt-outs',
  access: 'developer',
  query: importQuery,
  body: fileOfRows(
    'A table with the column `PhoneNumber`, or one that is usually called so, such as `Phone`. All others are passed over. Read as for importing jobs.',
    'One object with `PhoneNumber` on each line.',
  ),
  answers: { 200: answer(importAnswer, 'Counts and faults.') },
  handler:
    ({ store, clock, gateway }) =>
    async ({ req, res, query }) => {
      const reader = readerFor(req, { form: optOutTable, said: saidOfFile(query), takesLikely: false });
      const optOutImport = new OptOutImport({
        ...{ store, clock, gateway, orgId: orgIdOf(res) },
        dryRun: query.dryRun === true,
        numbers: numberReading(query),
      });
      const file = fileOf(req, 'send it again: numbers on the list stay there');
      return { status: 200, body: await inTurn(req, res, () => optOutImport.run(reader, file)) };
    },
});

const notListed = () => notFound('opt-out');

const presentOptOut = ({ PhoneNumber, OptOut }: OptOutEntry) => ({
  PhoneNumber,
  Source: OptOut.Source,
  CreatedAt: OptOut.At,
});
