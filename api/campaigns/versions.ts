/** Publishes new versions of a campaign, and lists what was published when and by whom. */
import { z } from 'zod';
import { AUTO } from '../../domain/campaigns/campaign-data';
import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { publishVersion } from '../../store/campaigns/campaigns';
import { announceWork } from '../../store/campaigns/idle';
import { type CampaignVersionDocument } from '../../store/mongodb/documents';
import { findVersion, listVersions, type VersionListing } from '../../store/campaigns/versions';
import { logAcceptedRisks } from './accepted-risks';
import { presentCampaign } from './campaign-presenter';
import { pageOf, readCursor } from '../http/cursor';
import { globalPauses } from './campaign-conditions';
import { answerOnce } from '../http/idempotency';
import { answer, endpoint, json, type PathParameter } from '../endpoints/endpoint';
import { campaignID, campaignOf } from '../endpoints/path-parameters';
import { campaignAnswer, versionAnswer, versionList } from './answers';
import { absent, notFound, outcomeUnknown, Problem } from '../http/problems';
import { refuseUnpublishable } from './campaign-schemas';
import { apiKeyIdOf } from '../http/request-context';
import { campaignChange } from './schema';
import { shownAs } from '../schemas/fields';
import { pageQuery } from '../schemas/query';

/**
 * One version in quotes, as RFC 9110 writes an entity tag. The largest whole number that JSON carries exactly has 16
 * digits.
 */
const ENTITY_TAG = /^"[1-9]\d{0,14}"$/;

/**
 * The version that the client has seen. Without it, two people who publish at the same time would silently undo each
 * other's changes.
 */
const ifMatch = z
  .string()
  .regex(ENTITY_TAG, { error: 'must be one Version of the campaign in quotes, such as "1"' })
  .describe(
    'The Version that you have seen, in quotes, such as "1". Without it one change could undo another unseen.',
  );

export const publish = endpoint({
  id: 'publishVersion',
  summary: 'Publish a new version of a campaign',
  description:
    'The campaign may be paused or started: calls placed from then on follow the new version, and jobs that waited because of the rules of an older one are re-evaluated. Calls in progress keep their version. ' +
    '`Data` is replaced as a whole: a field that is left out has its default again.\n\n' +
    "**Once it is answered, no call is placed by an older version's rules any more**: the answer waits for placements that are on their way, about 4 seconds at most.\n\n" +
    '412 with the member `Version` when another client has published meanwhile: read the campaign, and make your change to what it is now.',
  tag: 'Campaigns',
  access: 'developer',
  takesKey: true,
  path: { campaignID },
  headers: z.object({ 'If-Match': ifMatch }),
  body: json(campaignChange),
  problems: ['conflict', 'precondition-failed'],
  answers: { 200: answer(campaignAnswer, 'The campaign with its next version.') },
  handler:
    ({ store, clock, providers, log }) =>
    async (given) => {
      const { req, res, body, rawBody } = given;
      const { Name, Data } = body;
      const { _id: campaignId } = await campaignOf(store, given);
      const ifVersion = Number(given.headers['If-Match'].slice(1, -1));
      if (Data) await refuseUnpublishable(Data);
      // The version is part of the request: the same body for another one is another request.
      const request = { store, req, res, body: { ifVersion, body: rawBody } };
      return answerOnce(request, async ({ resourceId, repeatable }) => {
        const verdict = await publishVersion(store, {
          id: resourceId,
          campaignId,
          ifVersion,
          name: Name,
          data: Data,
          publishedBy: apiKeyIdOf(res),
          now: clock.date(),
        });
        switch (verdict.kind) {
          case 'published': {
            if (Data) logAcceptedRisks(log, res, verdict.campaign);
            // The jobs that wait are re-evaluated under it.
            await announceWork(store, { campaignIds: [campaignId] });
            // The answer means that no call leaves under an older version any more.
            if (!(await untilDialsInFlightEnd({ store, clock }, { campaignId })))
              throw outcomeUnknown(repeatable);
            const GlobalPauseReason = (await globalPauses({ store, providers }))(verdict.campaign);
            return {
              status: 200,
              body: { Campaign: presentCampaign(verdict.campaign, { GlobalPauseReason }) },
            };
          }
          case 'stale':
            throw new Problem(
              'precondition-failed',
              `The campaign is at version ${verdict.version}, not ${ifVersion}: nothing was published. ` +
                'Read it again, make your change to what it is now, and send that version in If-Match.',
              { members: { Version: verdict.version } },
            );
          case 'ended':
            throw new Problem(
              'conflict',
              'The campaign has ended and stays as it is; create another campaign',
              { members: { State: 'ended' } },
            );
          case 'absent':
            throw notFound('campaign');
        }
      });
    },
});

const isVersionPlace = (value: object): value is { version: number } =>
  'version' in value && typeof value.version === 'number';

export const list = endpoint({
  id: 'listVersions',
  leadsTo: {
    getVersion: { campaignID: { path: 'campaignID' }, version: { body: '/Versions/0/Version' } },
  },
  summary: 'List the versions of a campaign',
  description: 'What was published, when and by which API key; the latest first.',
  tag: 'Campaigns',
  access: 'viewer',
  path: { campaignID },
  query: pageQuery,
  answers: { 200: answer(versionList, 'One page of the versions, without their `Data`.') },
  handler:
    ({ store }) =>
    async (given) => {
      const { limit, cursor } = given.query;
      const campaign = await campaignOf(store, given);
      const before = readCursor(cursor, isVersionPlace)?.version;
      const { items, next } = await pageOf(
        limit,
        (most) => listVersions(store, campaign, { before, limit: most }),
        ({ Version }) => ({ version: Version }),
      );
      return { status: 200, body: { Versions: items.map(presentWithChoice), ...next } };
    },
});

const noSuchVersion = (): Problem =>
  absent('The campaign has no such version; GET /campaigns/:campaignID/versions lists those it has');

const version: PathParameter<number> = {
  schema: shownAs(
    z
      .string()
      .regex(/^[1-9]\d{0,14}$/)
      .transform(Number),
    { type: 'integer', minimum: 1 },
  ).describe('The number of the version.'),
  refused: noSuchVersion,
};

export const get = endpoint({
  id: 'getVersion',
  summary: 'Get a version of a campaign',
  description: 'With its `Data`. Each call of a job says which `Version` it was placed under.',
  tag: 'Campaigns',
  access: 'viewer',
  path: { campaignID, version },
  answers: { 200: answer(versionAnswer, 'The version.') },
  handler:
    ({ store }) =>
    async (given) => {
      const { _id } = await campaignOf(store, given);
      const found = await findVersion(store, _id, given.path.version);
      if (!found) throw noSuchVersion();
      return { status: 200, body: { Version: presentVersion(found) } };
    },
});

/** Which version chose other rule sets, and so who did, shows in the list. */
const presentWithChoice = (version: VersionListing) => ({
  ...presentListing(version),
  RuleSets: version.Data.Constraints.RuleSets ?? AUTO,
});

const presentListing = ({ Version, Name, PublishedAt, PublishedBy }: Omit<VersionListing, 'Data'>) => ({
  Version,
  Name,
  PublishedAt,
  PublishedBy,
});

const presentVersion = (version: CampaignVersionDocument) => ({
  ...presentListing(version),
  Data: version.Data,
});
