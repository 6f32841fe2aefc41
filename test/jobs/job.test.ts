import { effectiveConstraints } from '../../domain/campaigns/campaign-data';
import { callId, incompleteStates, isIncomplete, jobStates, waitingStates } from '../../domain/jobs/job';

describe('a job', () => {
  it('is incomplete in exactly four of its nine states, and settled in the others', () => {
    expect(jobStates).toHaveLength(9);
    expect(jobStates.filter(isIncomplete)).toEqual(['created', 'scheduled', 'calling', 'analyzing']);
    expect(jobStates.filter(isIncomplete)).toEqual([...incompleteStates]);
  });

  it('waits only in states that are incomplete', () => {
    expect(waitingStates.every(isIncomplete)).toBe(true);
  });

  it('has one call id for each attempt', () => {
    expect(callId({ JobID: 'j1', Attempt: 2 })).toBe('call:j1:2');
    const ids = ['a', 'b'].flatMap((JobID) => [1, 2, 11].map((Attempt) => callId({ JobID, Attempt })));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('changes its campaign’s constraints field by field', () => {
    const campaign = { MaxAttempts: 5, NotBefore: '2030-01-01T00:00:00Z' };
    const overrides = { Constraints: { MaxAttempts: 1, DisableJitter: true } };
    expect(effectiveConstraints(campaign, overrides)).toEqual({
      ...campaign,
      MaxAttempts: 1,
      DisableJitter: true,
    });
    expect(effectiveConstraints(campaign, undefined)).toEqual(campaign);
    expect(effectiveConstraints(undefined, {})).toEqual({});
  });
});
