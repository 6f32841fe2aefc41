/** The rules of the campaigns that a process handles, compiled once per published version. */
import { type CampaignData } from '../campaigns/campaign-data';
import { compileDialRules, type DialRules } from './dial-rules';

export interface PublishedRules {
  /** The rules of a campaign that was just read. */
  of(campaign: { _id: string; Version: number; Data: CampaignData }): DialRules;
  /** The newest rules that this process knows. They may be out of date: use them only for a guess that is checked. */
  lastSeen(campaignId: string): { version: number; rules: DialRules } | undefined;
}

// Many times the campaigns that are started at once in one process.
const CAMPAIGNS_KEPT = 1_000;

/** A published version never changes, so its compiled rules stay right. */
export function createPublishedRules(): PublishedRules {
  const known = new Map<string, { version: number; rules: DialRules }>();
  return {
    of({ _id, Version, Data }) {
      const kept = known.get(_id);
      if (kept?.version === Version) return kept.rules;
      const rules = compileDialRules(Data);
      // Read before the version that is kept: a reader was slow.
      if (kept && kept.version > Version) return rules;
      known.delete(_id);
      known.set(_id, { version: Version, rules });
      const [oldest] = known.keys();
      if (known.size > CAMPAIGNS_KEPT && oldest !== undefined) known.delete(oldest);
      return rules;
    },
    lastSeen: (campaignId) => known.get(campaignId),
  };
}
