/** The rules of the campaigns that a process has to do with, compiled once per published version. */
import { type CampaignData } from '../campaigns/campaign-data';
import { compileDialRules, type DialRules } from './dial-rules';

export interface PublishedRules {
  /** The rules of a campaign as it was just read. */
  of(campaign: { _id: string; Version: number; Data: CampaignData }): DialRules;
  /** What this process read last, which may be out of date: good for a guess that is checked. */
  lastSeen(campaignId: string): DialRules | undefined;
}

// Campaigns started at a time in one process, many times over.
const CAMPAIGNS_KEPT = 1_000;

/** A version never changes once it is published, so what was compiled of it stays right. */
export function createPublishedRules(): PublishedRules {
  const known = new Map<string, { version: number; rules: DialRules }>();
  return {
    of({ _id, Version, Data }) {
      const kept = known.get(_id);
      if (kept?.version === Version) return kept.rules;
      const rules = compileDialRules(Data);
      known.delete(_id);
      known.set(_id, { version: Version, rules });
      const [oldest] = known.keys();
      if (known.size > CAMPAIGNS_KEPT && oldest !== undefined) known.delete(oldest);
      return rules;
    },
    lastSeen: (campaignId) => known.get(campaignId)?.rules,
  };
}
