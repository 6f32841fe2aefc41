import {
  campaignCommands,
  campaignStates,
  isCampaignCommand,
  stateAfter,
  transition,
} from '../../domain/campaigns/campaign';

/** The seed's three transitions. Every other pair is refused. */
const legal: Record<string, string> = {
  'paused start': 'started',
  'started pause': 'paused',
  'paused end': 'ended',
};
const pairs = campaignStates.flatMap((state) => campaignCommands.map((command) => [state, command] as const));

describe('a campaign', () => {
  it.each(pairs)('that is %s obeys or refuses %s as the API says', (state, command) => {
    const to = legal[`${state} ${command}`];
    const result = transition(state, command);
    if (to) expect(result).toEqual({ kind: 'moved', to });
    else
      expect(result).toEqual({
        kind: 'refused',
        reason: expect.stringContaining(`it is ${state}`) as string,
      });
  });

  it('that has ended never moves again', () => {
    for (const command of campaignCommands) expect(transition('ended', command).kind).toBe('refused');
  });

  it.each(campaignCommands)('is after %s where the transition took it', (command) => {
    const moved = campaignStates.map((state) => transition(state, command)).filter((t) => t.kind === 'moved');
    expect(moved).toEqual([{ kind: 'moved', to: stateAfter(command) }]);
  });

  it('takes no command but its three', () => {
    expect(campaignCommands.every(isCampaignCommand)).toBe(true);
    for (const other of ['', 'Start', 'stop', 'constructor', null, undefined, 1])
      expect(isCampaignCommand(other)).toBe(false);
  });
});
