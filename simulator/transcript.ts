/** Transcripts of simulated conversations: a few words that fit the end. */
import { type EndReason } from './script';

export interface Turn {
  Role: 'agent' | 'contact';
  Text: string;
}

const agent = (Text: string): Turn => ({ Role: 'agent', Text });
const contact = (Text: string): Turn => ({ Role: 'contact', Text });
const opening = [agent('Hello, do you have a minute?')];

const said: Partial<Record<EndReason, Turn[]>> = {
  completed: [
    contact('Yes, go ahead.'),
    agent('Thank you, that is all I needed. Goodbye.'),
    contact('Goodbye.'),
  ],
  hung_up: [contact('Not now.')],
  opted_out: [contact('Do not call me again.'), agent('I will not. Goodbye.')],
  hung_up_by_us: [contact('Yes, go ahead.')],
};

/** Undefined when no person spoke with the agent. */
export const transcriptOf = (reason: EndReason): Turn[] | undefined => {
  const rest = said[reason];
  return rest && [...opening, ...rest];
};
