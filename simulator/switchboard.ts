/** Carries the calls: places each once, lets it ring, talk and end as its plan says, and sends its events. */
import { LRUCache } from 'lru-cache';
import { type Clock } from './clock';
import { Decider } from './decider';
import { type EventMessage, type EventSender } from './events';
import { type AnsweredBy, type CallPlan, type EndReason } from './script';
import { type Settings } from './settings';
import { type Tally } from './tally';
import { type Timers } from './timers';
import { type Turn, transcriptOf } from './transcript';

/** Ended calls that can still be looked up: far more than end while Ringmaster still asks, and about 100 MB. */
const keptEndedCalls = 100_000;
/** Inbound calls are counted under this name: the provider does not know their campaign. */
export const inboundCampaign = 'inbound';
/** More than any campaign of a test, and calls that never end cannot fill the memory: beyond it, 503. */
const mostActiveCalls = 100_000;

export interface PlacementRequest {
  CallID: string;
  CampaignID: string;
  To: string;
  EventsURL: string;
  NotAfter: string;
}

export interface Call {
  readonly id: string;
  readonly campaignId: string;
  readonly plan: CallPlan;
  readonly eventsUrl: URL;
  status: 'queued' | 'ringing' | 'answered' | 'ended';
  answeredAtMs?: number;
  answeredBy?: AnsweredBy;
  end?: { atMs: number; reason: EndReason; conversationSeconds: number };
  transcript?: Turn[];
  /** Cancels what the call does next. */
  cancelNext?: () => void;
  /** Settles when the last event was sent: events go out one after the other. */
  told: Promise<void>;
  /** Events kept back for a plan that tells the end first. */
  keptBack: EventMessage[];
}

export type PlacementResult =
  | { kind: 'placed' | 'known'; call: Call }
  | { kind: 'expired' | 'unavailable' }
  | { kind: 'refused'; reason: 'invalid_number' | 'rejected' };

export interface AcceptedCall {
  callId: string;
  eventsUrl: URL;
  talkMs: number;
  endReason: EndReason;
}

export class Switchboard {
  private readonly active = new Map<string, Call>();
  private readonly ended = new LRUCache<string, Call>({ max: keptEndedCalls });
  private lastEventsUrl: URL | undefined;
  private readonly decider = new Decider();

  constructor(
    private readonly settings: Settings,
    private readonly tally: Tally,
    private readonly sender: EventSender,
    private readonly timers: Timers,
    private readonly clock: Clock,
  ) {}

  find(callId: string): Call | undefined {
    return this.active.get(callId) ?? this.ended.get(callId);
  }

  place(request: PlacementRequest): PlacementResult {
    const { CallID, CampaignID, To } = request;
    const known = this.find(CallID);
    if (known) this.tally.placedAgain(CampaignID, CallID);
    if (this.settings.Outage || this.active.size >= mostActiveCalls) return this.unavailable(CampaignID);
    if (known) return { kind: 'known', call: known };
    if (this.clock.now() >= Date.parse(request.NotAfter)) {
      this.tally.add(CampaignID, 'Expired');
      return { kind: 'expired' };
    }
    const decided = this.decider.decide(CampaignID, To, this.settings.Script);
    if (decided.kind === 'unavailable') return this.unavailable(CampaignID);
    if (decided.kind === 'refused') {
      this.tally.add(CampaignID, 'Refused');
      return decided;
    }
    const call: Call = {
      id: CallID,
      campaignId: CampaignID,
      plan: decided.plan,
      eventsUrl: this.eventsUrl(request.EventsURL),
      status: 'queued',
      told: Promise.resolve(),
      keptBack: [],
    };
    this.active.set(call.id, call);
    this.tally.placed(CampaignID, Date.now());
    return { kind: 'placed', call };
  }

  /** Lets a placed call begin. */
  async begin(call: Call): Promise<void> {
    // Hung up before it could ring.
    if (call.end) return;
    const { CallMs, RingMs } = this.settings;
    const { plan } = call;
    const takesNoTime = CallMs === 0 || plan.answers === 'after_the_end';
    if (plan.rings && (!takesNoTime || (!plan.answeredBy && plan.ends !== 'by_itself'))) this.ring(call);
    if (!takesNoTime) await this.wait(call, RingMs);
    if (plan.answeredBy) {
      // The answer is sent before a call that takes no time ends, so that it is active at least that long.
      const told = this.answer(call, plan.answeredBy);
      await (takesNoTime ? told : this.wait(call, CallMs));
    }
    if (plan.ends === 'by_itself') this.end(call, plan.endReason);
  }

  /** Begins an accepted inbound call: it is answered, and talks. A repeat for the same call changes nothing. */
  accepted({ callId, eventsUrl, talkMs, endReason }: AcceptedCall): void {
    if (this.find(callId)) return;
    const call: Call = {
      id: callId,
      campaignId: inboundCampaign,
      plan: {
        answeredBy: 'human',
        endReason,
        rings: false,
        ends: 'by_itself',
        events: 'in_order',
        answers: 'at_once',
      },
      eventsUrl,
      status: 'answered',
      answeredAtMs: Date.now(),
      answeredBy: 'human',
      told: Promise.resolve(),
      keptBack: [],
    };
    this.active.set(call.id, call);
    this.tally.began(inboundCampaign);
    void this.wait(call, talkMs).then(() => this.end(call, endReason));
  }

  /** Where inbound calls are announced, by the latest placement; undefined before the first. */
  inboundUrl(): URL | undefined {
    return this.lastEventsUrl && new URL('inbound', this.lastEventsUrl);
  }

  /** True also when it has ended already. `false` when there is no such call. */
  hangUp(callId: string): boolean {
    const call = this.find(callId);
    if (!call || call.plan.events === 'none') return false;
    this.tally.add(call.campaignId, 'HangUps');
    if (call.plan.ends !== 'never') this.end(call, 'hung_up_by_us');
    return true;
  }

  /** Clients give the same address with every call: one object for all calls. */
  private eventsUrl(text: string): URL {
    if (this.lastEventsUrl?.href !== text) this.lastEventsUrl = new URL(text);
    return this.lastEventsUrl;
  }

  private unavailable(campaignId: string): PlacementResult {
    this.tally.add(campaignId, 'Unavailable');
    return { kind: 'unavailable' };
  }

  private wait(call: Call, ms: number): Promise<void> {
    return new Promise((resolve) => {
      call.cancelNext = this.timers.after(ms, resolve);
    });
  }

  private ring(call: Call): void {
    call.status = 'ringing';
    void this.tell(call, { Type: 'ringing', At: this.clock.text(Date.now()) });
  }

  private answer(call: Call, by: AnsweredBy): Promise<void> {
    call.status = 'answered';
    call.answeredAtMs = Date.now();
    call.answeredBy = by;
    return this.tell(call, {
      Type: 'answered',
      At: this.clock.text(call.answeredAtMs),
      AnsweredBy: by,
    });
  }

  private end(call: Call, reason: EndReason): void {
    if (call.end) return;
    call.cancelNext?.();
    const atMs = Date.now();
    const realSeconds = (atMs - (call.answeredAtMs ?? atMs)) / 1000;
    const scripted = call.answeredAtMs === undefined ? null : this.settings.ConversationSeconds;
    // The protocol allows a day of talk at most.
    const talked = Math.min(scripted ?? realSeconds, 86_400);
    call.status = 'ended';
    call.end = { atMs, reason, conversationSeconds: talked };
    const transcript =
      this.settings.Transcripts && call.answeredBy === 'human' ? transcriptOf(reason) : undefined;
    if (transcript) call.transcript = transcript;
    this.active.delete(call.id);
    this.ended.set(call.id, call);
    this.tally.ended(call.campaignId, reason);
    void this.tell(call, {
      Type: 'ended',
      At: this.clock.text(atMs),
      EndReason: reason,
      ConversationSeconds: talked,
      ...(transcript && { Transcript: transcript }),
    });
  }

  /** Sends an event as the call's plan says. */
  private tell(call: Call, what: Omit<EventMessage, 'EventID' | 'CallID'>): Promise<void> {
    const event: EventMessage = { EventID: `${call.id}:${what.Type}`, CallID: call.id, ...what };
    const isEnd = event.Type === 'ended';
    switch (call.plan.events) {
      case 'none':
        return call.told;
      case 'no_end':
        return isEnd ? call.told : this.send(call, event);
      case 'twice':
        void this.send(call, event);
        return this.send(call, event);
      case 'reversed':
        call.keptBack.unshift(event);
        if (isEnd) for (const kept of call.keptBack) void this.send(call, kept);
        return call.told;
      case 'end_again_later':
        if (isEnd) this.timers.after(this.settings.LateEventMs, () => void this.send(call, event));
        return this.send(call, event);
      case 'in_order':
        return this.send(call, event);
    }
  }

  private send(call: Call, event: EventMessage): Promise<void> {
    call.told = call.told.then(async () => {
      const problem = await this.sender.deliver(call.eventsUrl, event, this.settings.EventRetryMs);
      if (problem !== undefined) this.tally.gaveUp(call.campaignId, problem);
    });
    return call.told;
  }
}
