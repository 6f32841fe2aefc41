import { type Request, type RequestHandler } from 'express';
import { stopCalls } from '../../activities/calls/stop-calls';
import { parsePhoneNumber } from '../../domain/numbers/phone-number';
import { findOptOut, listOptOuts, type OptOutEntry, removeOptOut } from '../../store/numbers/opt-outs';
import { readCursor, writeCursor } from '../http/cursor';
import { type ApiDependencies } from '../http/dependencies';
import { optOutForm } from '../files/csv-columns';
import { fileOf, readerFor } from '../files/import-file';
import { couldNotHangUp, OptOutImport } from './opt-out-import';
import { invalid, notFound } from '../http/problems';
import { hasBody, readJson } from '../http/request-body';
import { apiKeyIdOf, orgIdOf, requestIdOf } from '../http/request-context';
import { accept } from '../schemas/faults';
import { optOutBody } from './schema';
import { acceptQuery, importQuery, optOutsQuery } from '../schemas/query';

/** Fits a screen or two. */
const DEFAULT_PAGE = 100;

interface OptOutPlace {
  number: string;
}
const isOptOutPlace = (value: object): value is OptOutPlace =>
  'number' in value && typeof value.number === 'string';

export const list =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { limit = DEFAULT_PAGE, cursor } = acceptQuery(optOutsQuery, req);
    const after = cursor === undefined ? undefined : readCursor(cursor, isOptOutPlace).number;
    // One more than asked for shows whether there is a next page.
    const entries = await listOptOuts(store, { orgId: orgIdOf(res), after, limit: limit + 1 });
    const page = entries.slice(0, limit);
    const last = page.at(-1);
    res.json({
      OptOuts: page.map(presentOptOut),
      ...(last && page.length < entries.length
        ? { NextCursor: writeCursor({ number: last.PhoneNumber } satisfies OptOutPlace) }
        : {}),
    });
  };

export const get =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const entry = await findOptOut(store, orgIdOf(res), phoneNumberOf(req));
    if (!entry) throw notListed();
    res.json({ OptOut: presentOptOut(entry) });
  };

export const put =
  ({ store, clock, gateway }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const phoneNumber = phoneNumberOf(req);
    const orgId = orgIdOf(res);
    await acceptBody(req, phoneNumber);
    const now = clock.date();
    const { added, isDone } = await stopCalls(
      { store, clock, hangUp: gateway.hangUp },
      { orgId, phoneNumbers: [phoneNumber] },
      { source: 'api' },
    );
    if (!isDone) throw couldNotHangUp();
    const stored = await findOptOut(store, orgId, phoneNumber);
    res.status(added === 1 ? 201 : 200).json({
      // The entry may have been removed again already, but it was there.
      OptOut: presentOptOut(stored ?? { PhoneNumber: phoneNumber, OptOut: { At: now, Source: 'api' } }),
    });
  };

/** The body may repeat the number, which must then be the same. */
async function acceptBody(req: Request, phoneNumber: string): Promise<void> {
  if (!hasBody(req)) return;
  const { PhoneNumber = phoneNumber } = accept(optOutBody, await readJson(req));
  if (PhoneNumber === phoneNumber) return;
  throw invalid([
    { location: '/PhoneNumber', message: 'is not the number in the path; correct one, or leave it out here' },
  ]);
}

export const remove =
  ({ store, log }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    if (!(await removeOptOut(store, orgIdOf(res), phoneNumberOf(req)))) throw notListed();
    log.info({ requestId: requestIdOf(res), apiKey: apiKeyIdOf(res) }, 'an opt-out was taken off the list');
    res.status(204).end();
  };

export const importOptOuts =
  ({ store, clock, gateway }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { dryRun = false } = acceptQuery(importQuery, req);
    const reader = readerFor(req, optOutForm);
    const optOutImport = new OptOutImport({ store, clock, gateway, orgId: orgIdOf(res), dryRun });
    res.json(await optOutImport.run(reader, fileOf(req, 'send it again: numbers on the list stay there')));
  };

const notListed = () => notFound('opt-out');

/** The number in the path, with its + written as + or %2B. */
function phoneNumberOf(req: Request): string {
  const parsed = parsePhoneNumber(String(req.params['phoneNumber']));
  if (parsed.kind === 'invalid') throw invalid([{ location: 'path/phoneNumber', message: parsed.reason }]);
  return parsed.e164;
}

const presentOptOut = ({ PhoneNumber, OptOut }: OptOutEntry) => ({
  PhoneNumber,
  Source: OptOut.Source,
  CreatedAt: OptOut.At,
});
