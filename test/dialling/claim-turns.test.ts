import fc from 'fast-check';
import { type Contender, dealTurns, roomInQueue } from '../../domain/dialling/claim-turns';

const contender = (campaignId: string, orgId: string, wants: number, lastTurnMs = 0): Contender => ({
  campaignId,
  orgId,
  wants,
  lastTurnMs,
});
const dealt = (room: number, ...contenders: Contender[]) => Object.fromEntries(dealTurns(room, contenders));

const someContenders = fc
  .array(fc.record({ org: fc.nat(4), wants: fc.nat(20), lastTurnMs: fc.nat(5) }), { maxLength: 12 })
  .map((many) =>
    many.map(({ org, wants, lastTurnMs }, i) => contender(`c${i}`, `o${org}`, wants, lastTurnMs)),
  );

it('no more is dealt than there is room for, nobody gets more than they want, and nothing is kept back', () => {
  fc.assert(
    fc.property(fc.nat(60), someContenders, (room, contenders) => {
      const turns = dealTurns(room, contenders);
      const sum = [...turns.values()].reduce((a, b) => a + b, 0);
      const wanted = contenders.reduce((all, { wants }) => all + wants, 0);
      expect(sum).toBe(Math.min(room, wanted));
      for (const { campaignId, wants } of contenders)
        expect(turns.get(campaignId) ?? 0).toBeLessThanOrEqual(wants);
    }),
  );
});

it('organisations get equally many, whatever the number of their campaigns, unless they want less', () => {
  fc.assert(
    fc.property(fc.nat(60), someContenders, (room, contenders) => {
      const turns = dealTurns(room, contenders);
      const got = new Map<string, number>();
      const wanted = new Map<string, number>();
      for (const { campaignId, orgId, wants } of contenders) {
        got.set(orgId, (got.get(orgId) ?? 0) + (turns.get(campaignId) ?? 0));
        wanted.set(orgId, (wanted.get(orgId) ?? 0) + wants);
      }
      for (const [hungry, has] of got) {
        if (has === wanted.get(hungry)) continue;
        for (const other of got.values()) expect(other).toBeLessThanOrEqual(has + 1);
      }
    }),
  );
});

it('campaigns of one organisation get equally many, unless they want less', () => {
  fc.assert(
    fc.property(fc.nat(60), someContenders, (room, contenders) => {
      const turns = dealTurns(room, contenders);
      for (const hungry of contenders) {
        const has = turns.get(hungry.campaignId) ?? 0;
        if (has === hungry.wants) continue;
        for (const { campaignId, orgId } of contenders)
          if (orgId === hungry.orgId) expect(turns.get(campaignId) ?? 0).toBeLessThanOrEqual(has + 1);
      }
    }),
  );
});

it('who has waited longest is first: the organisation, then its campaign', () => {
  const late = contender('a1', 'a', 5, 900);
  const [first, second] = [contender('b1', 'b', 5, 100), contender('b2', 'b', 5, 200)];
  expect(dealt(1, late, second, first)).toEqual({ b1: 1 });
  expect(dealt(2, late, second, first)).toEqual({ b1: 1, a1: 1 });
  expect(dealt(3, late, second, first)).toEqual({ b1: 1, a1: 1, b2: 1 });
});

it('turn by turn a campaign with one job among busy ones is served within one turn of each organisation', () => {
  const busy = Array.from({ length: 9 }, (_, i) => contender(`busy${i}`, 'large', 1_000));
  const last = new Map<string, number>();
  let small: number | undefined;
  for (let turn = 1; turn <= 20 && small === undefined; turn += 1) {
    const all = [...busy, ...(turn > 5 ? [contender('one', 'small', 1)] : [])].map((each) => ({
      ...each,
      lastTurnMs: last.get(each.campaignId) ?? 0,
    }));
    for (const id of dealTurns(1, all).keys()) {
      last.set(id, turn);
      if (id === 'one') small = turn;
    }
  }
  expect(small).toBe(6);
});

it('claims that wait are no more than a second lets out, and never none', () => {
  expect(roomInQueue(200, 0)).toBe(200);
  expect(roomInQueue(200, 150)).toBe(50);
  expect(roomInQueue(1, 0)).toBe(1);
  expect(roomInQueue(1, 3)).toBe(0);
});
