import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { announceWork } from '../../store/campaigns/idle';
import { type OrganisationDocument } from '../../store/mongodb/documents';
import {
  changeOrganisation,
  loadOrganisation,
  type OrganisationChange,
} from '../../store/organisations/organisations';
import { presentOrganisation } from '../campaigns/campaign-presenter';
import { answer, endpoint, json } from '../endpoints/endpoint';
import { answerOnce } from '../http/idempotency';
import { notFound, outcomeUnknown } from '../http/problems';
import { orgIdOf } from '../http/request-context';
import { organisationAnswer } from './answers';
import { organisationChange } from './schema';

export const get = endpoint({
  id: 'getOrganisation',
  summary: 'Get your organisation',
  description: 'The organisation that the API key belongs to.',
  tag: 'Organisation',
  access: 'viewer',
  answers: { 200: answer(organisationAnswer, 'The organisation.') },
  handler:
    ({ store }) =>
    async ({ res }) => ({ status: 200, body: shown(await loadOrganisation(store, orgIdOf(res))) }),
});

export const change = endpoint({
  id: 'changeOrganisation',
  summary: 'Change your organisation',
  description:
    'Changes the fields that it names. **Once `SchedulingEnabled: false` is answered, no call of any campaign leaves**: the answer waits for placements that are on their way, about 4 seconds at most.',
  tag: 'Organisation',
  access: 'admin',
  takesKey: true,
  body: json(organisationChange),
  answers: { 200: answer(organisationAnswer, 'The organisation as it is now.') },
  handler:
    ({ store, clock }) =>
    async ({ req, res, body, rawBody }) => {
      const fields = body as OrganisationChange;
      return answerOnce({ store, req, res, body: rawBody }, async ({ repeatable }) => {
        const orgId = orgIdOf(res);
        const organisation = await changeOrganisation(store, orgId, fields, clock.date());
        if (fields.SchedulingEnabled === true) await announceWork(store, { onHoldOf: orgId });
        // Once the client is told that dialling is off, no call may leave.
        if (fields.SchedulingEnabled === false && !(await untilDialsInFlightEnd({ store, clock }, { orgId })))
          throw outcomeUnknown(repeatable);
        return { status: 200, body: shown(organisation) };
      });
    },
});

function shown(organisation: OrganisationDocument | null) {
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
