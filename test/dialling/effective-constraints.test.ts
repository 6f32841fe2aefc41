import fc from 'fast-check';
import { chosenRuleSets, type Constraints, effectiveConstraints } from '../../domain/campaigns/campaign-data';

/** Two values for each field that there is: the compiler refuses a field without. */
const values: { [K in keyof Required<Constraints>]: [Constraints[K], Constraints[K]] } = {
  MinCreationDelay: ['1m', '2h'],
  DisableJitter: [true, false],
  MinDurationBetweenAttempts: ['1m', '2h'],
  MaxAttempts: [1, 9],
  RetryOn: [['busy'], []],
  RetryBackoff: [{ Initial: '1m', Multiplier: 3, Max: '1d' }, { Initial: '5m' }],
  NotBefore: ['2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z'],
  NotAfter: ['2032-01-01T00:00:00Z', '2033-01-01T00:00:00Z'],
  CallWindows: [[{ Days: ['Mon'], Start: '09:00', End: '17:00' }], []],
  TimeZone: ['callee', 'Europe/London'],
  BlackoutDates: [['2030-12-25'], []],
  Holidays: [['GB-ENG'], []],
  ZonePolicy: ['all', 'populated'],
  ConsentStated: [true, false],
  MaxAttemptsPerNumber: [
    { Count: 1, Per: '1d' },
    { Count: 5, Per: '7d' },
  ],
  MaxCallsPerSecond: [0.5, 10],
  RuleSets: [
    ['us-federal', 'uk'],
    ['us-florida', 'uk'],
  ],
};
const fields = Object.keys(values) as (keyof Constraints)[];
/** All but rule sets, which add up. */
const replaced = fields.filter((field) => field !== 'RuleSets');

const named = (which: readonly (keyof Constraints)[], value: 0 | 1): Constraints =>
  Object.fromEntries(which.map((field) => [field, values[field][value]]));

describe('a job’s constraints over its campaign’s', () => {
  it.each(replaced)('%s is the job’s where it names it, and else the campaign’s', (field) => {
    const others = replaced.filter((other) => other !== field);
    const alone = effectiveConstraints(named(others, 0), { Constraints: named([field], 1) });
    expect(alone).toEqual({ ...named(others, 0), ...named([field], 1) });
    const kept = effectiveConstraints(named([field], 0), { Constraints: named(others, 1) });
    expect(kept).toEqual({ ...named([field], 0), ...named(others, 1) });
  });

  it('hold field by field, whichever of them are named, and only rule sets add up', () => {
    fc.assert(
      fc.property(fc.subarray(fields), fc.subarray(fields), (ofCampaign, ofJob) => {
        const campaign = named(ofCampaign, 0);
        const job = named(ofJob, 1);
        const before = JSON.stringify([campaign, job]);
        const effective = effectiveConstraints(campaign, { Constraints: job });
        for (const field of fields) {
          if (field === 'RuleSets') continue;
          expect([field, effective[field]]).toEqual([field, field in job ? job[field] : campaign[field]]);
        }
        const laws = [...chosenRuleSets(campaign.RuleSets), ...(job.RuleSets ?? [])];
        const chosen = chosenRuleSets(effective.RuleSets);
        expect(new Set(chosen)).toEqual(new Set(laws));
        expect(chosen).toHaveLength(new Set(laws).size);
        // Nobody named it, so nobody decides it.
        expect(Object.keys(effective).toSorted()).toEqual([...new Set([...ofCampaign, ...ofJob])].toSorted());
        expect(JSON.stringify([campaign, job])).toBe(before);
      }),
    );
  });

  it('replace a field whole: parts of the campaign’s backoff or limit do not show through', () => {
    const { RetryBackoff } = effectiveConstraints(named(fields, 0), {
      Constraints: named(['RetryBackoff'], 1),
    });
    expect(RetryBackoff).toEqual({ Initial: '5m' });
  });

  it('are the campaign’s own object where the job has none, since what was computed is found by it', () => {
    const campaign = named(fields, 0);
    expect(effectiveConstraints(campaign, undefined)).toBe(campaign);
    expect(effectiveConstraints(campaign, { MaxRingSeconds: 20 })).toBe(campaign);
  });

  it.each<[string, Constraints['RuleSets'], Constraints['RuleSets'], string[]]>([
    ['nothing and nothing', undefined, undefined, ['auto']],
    ['nothing, and none by the job', undefined, [], ['auto']],
    ['auto, and none by the job', 'auto', [], ['auto']],
    ['auto and a name', 'auto', ['us-debt-collection'], ['auto', 'us-debt-collection']],
    ['none and nothing', [], undefined, []],
    ['none and none', [], [], []],
    ['none, and auto by the job', [], 'auto', ['auto']],
    ['a name, and auto by the job', ['us-debt-collection'], 'auto', ['us-debt-collection', 'auto']],
    ['a name and nothing', ['uk'], undefined, ['uk']],
  ])('add up in rule sets: %s', (_, ofCampaign, ofJob, expected) => {
    const campaign: Constraints = ofCampaign === undefined ? {} : { RuleSets: ofCampaign };
    const Constraints = { MaxAttempts: 1, RuleSets: ofJob };
    expect(chosenRuleSets(effectiveConstraints(campaign, { Constraints }).RuleSets)).toEqual(expected);
  });
});
