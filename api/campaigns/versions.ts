/** Publishes new versions of a campaign, and lists what was published when and by whom. */
import { type Request, type RequestHandler } from 'express';
import { AUTO } from '../../domain/campaigns/campaign-data';
import { untilDialsInFlightEnd } from '../../activities/calls/dial-drain';
import { publishVersion } from '../../store/campaigns/campaigns';
import { announceWork } from '../../store/campaigns/idle';
import { type CampaignVersionDocument } from '../../store/mongodb/documents';
import { findVersion, listVersions, type VersionListing } from '../../store/campaigns/versions';
import { logAcceptedRisks } from './accepted-risks';
import { presentCampaign } from './campaign-presenter';
import { readCursor, writeCursor } from '../http/cursor';
import { type ApiDependencies } from '../http/dependencies';
import { globalPauses } from './campaign-conditions';
import { answerOnce } from '../http/idempotency';
import { campaignOf } from '../http/path-ids';
import { absent, invalid, notFound, outcomeUnknown, Problem } from '../http/problems';
import { refuseUnpublishable } from './campaign-schemas';
import { readJson } from '../http/request-body';
import { apiKeyIdOf } from '../http/request-context';
import { campaignChange } from './schema';
import { accept } from '../schemas/faults';
import { acceptQuery, pageQuery } from '../schemas/query';

/**
 * One version in quotes, as RFC 9110 writes an entity tag. The largest whole number that JSON carries exactly has 16
 * digits.
 */
const ENTITY_TAG = /^"([1-9]\d{0,14})"$/;

export const publish =
  ({ store, clock, providers, log }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { _id: campaignId } = await campaignOf(store, req, res);
    const ifVersion = ifMatchOf(req);
    const body = await readJson(req);
    const { Name, Data } = accept(campaignChange, body);
    if (Data) await refuseUnpublishable(Data);
    // The version is part of the request: the same body for another one is another request.
    await answerOnce({ store, req, res, body: { ifVersion, body } }, async ({ resourceId, repeatable }) => {
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
            {
              members: { State: 'ended' },
            },
          );
        case 'absent':
          throw notFound('campaign');
      }
    });
  };

/**
 * The version that the client has seen. Without it, two people who publish at the same time would silently undo each
 * other's changes.
 */
function ifMatchOf(req: Request): number {
  const header = req.get('If-Match');
  if (header === undefined) {
    throw new Problem(
      'precondition-required',
      'Send the Version that you have seen in quotes, such as If-Match: "1", so that no change is overwritten unseen',
    );
  }
  const version = ENTITY_TAG.exec(header.trim())?.[1];
  if (version === undefined) {
    throw invalid([
      { location: 'header If-Match', message: 'must be one Version of the campaign in quotes, such as "1"' },
    ]);
  }
  return Number(version);
}

/** Fits a screen or two. */
const DEFAULT_PAGE = 100;

const isVersionPlace = (value: object): value is { version: number } =>
  'version' in value && typeof value.version === 'number';

export const list =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { limit = DEFAULT_PAGE, cursor } = acceptQuery(pageQuery, req);
    const campaign = await campaignOf(store, req, res);
    const before = cursor === undefined ? undefined : readCursor(cursor, isVersionPlace).version;
    // One more than asked for shows whether there is a next page.
    const versions = await listVersions(store, campaign, { before, limit: limit + 1 });
    const page = versions.slice(0, limit);
    const last = page.at(-1);
    res.json({
      Versions: page.map(presentWithChoice),
      ...(last && page.length < versions.length
        ? { NextCursor: writeCursor({ version: last.Version }) }
        : {}),
    });
  };

export const get =
  ({ store }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const { _id } = await campaignOf(store, req, res);
    const named = req.params['version'];
    const version =
      typeof named === 'string' && /^[1-9]\d{0,14}$/.test(named)
        ? await findVersion(store, _id, Number(named))
        : null;
    if (!version)
      throw absent(
        'The campaign has no such version; GET /campaigns/:campaignID/versions lists those it has',
      );
    res.json({ Version: presentVersion(version) });
  };

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
