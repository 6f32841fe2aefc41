import { type RequestHandler } from 'express';
import { untilPermittedDialsAreOver } from '../../activities/dial-drain';
import { type OrganisationDocument } from '../../store/documents';
import { changeOrganisation, loadOrganisation, type OrganisationChange } from '../../store/organisations';
import { presentOrganisation } from '../campaign-presenter';
import { type ApiDependencies } from '../dependencies';
import { answerOnce } from '../idempotency';
import { notFound, outcomeUnknown } from '../problems';
import { readJson } from '../request-body';
import { orgIdOf } from '../request-context';
import { accept } from '../schemas/faults';
import { organisationChange } from '../schemas/organisation';

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
      // Who is told that nobody is dialled sees no call leave after that.
      if (
        fields.SchedulingEnabled === false &&
        !(await untilPermittedDialsAreOver({ store, clock }, { orgId }))
      )
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
