import { type RequestHandler } from 'express';
import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { announceWork } from '../../store/campaigns/idle';
import { type OrganisationDocument } from '../../store/mongodb/documents';
import {
  changeOrganisation,
  loadOrganisation,
  type OrganisationChange,
} from '../../store/organisations/organisations';
import { presentOrganisation } from '../campaigns/campaign-presenter';
import { type ApiDependencies } from '../http/dependencies';
import { answerOnce } from '../http/idempotency';
import { notFound, outcomeUnknown } from '../http/problems';
import { readJson } from '../http/request-body';
import { orgIdOf } from '../http/request-context';
import { accept } from '../schemas/faults';
import { organisationChange } from './schema';

export const get =
  ({ store }: ApiDependencies): RequestHandler =>
  async (_req, res) => {
    res.json(answer(await loadOrganisation(store, orgIdOf(res))));
  };

export const change =
  ({ store, clock }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const body = await readJson(req);
    const fields = accept(organisationChange, body) as OrganisationChange;
    await answerOnce({ store, req, res, body }, async ({ repeatable }) => {
      const orgId = orgIdOf(res);
      const organisation = await changeOrganisation(store, orgId, fields, clock.date());
      if (fields.SchedulingEnabled === true) await announceWork(store, { onHoldOf: orgId });
      // Once the client is told that dialling is off, no call may leave.
      if (fields.SchedulingEnabled === false && !(await untilDialsInFlightEnd({ store, clock }, { orgId })))
        throw outcomeUnknown(repeatable);
      return { status: 200, body: answer(organisation) };
    });
  };

function answer(organisation: OrganisationDocument | null) {
  if (!organisation) throw notFound('organisation');
  return {
    Org: {
      ID: organisation._id,
      ...presentOrganisation(organisation),
      SchedulingEnabled: organisation.SchedulingEnabled,
      CreatedAt: organisation.CreatedAt,
      UpdatedAt: organisation.UpdatedAt,
    },
  };
}
