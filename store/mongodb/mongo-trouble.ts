/** What MongoDB's first refusal means, for the operator who starts a process. */
import {
  MongoAPIError,
  MongoServerError,
  MongoServerSelectionError,
  type TopologyDescription,
} from 'mongodb';
import { isUnavailable, NoReplicaSet } from './mongo';

const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
// What Atlas answers to a wrong password.
const ATLAS = 8000;

/** Undefined for an error that is none of these. The address is shown without its user and password. */
export function mongoTrouble(error: unknown, uri: string): { text: string; passes: boolean } | undefined {
  const server = `MongoDB at ${hostsOf(uri)}`;
  const code = error instanceof MongoServerError ? error.code : undefined;
  // An operation that waits for a connection while another is refused gets only this text.
  if (code === AUTHENTICATION_FAILED || code === ATLAS || /authentication failed/i.test(String(error)))
    return {
      text: `${server} refuses the user or the password. Correct those in MONGODB_URI (a user of another database needs authSource there).`,
      passes: false,
    };
  if (code === UNAUTHORIZED)
    return {
      text: `${server} does not let the user of MONGODB_URI do what we need (${textOf(error)}). Give it the role readWrite on our database.`,
      passes: false,
    };
  if (error instanceof NoReplicaSet)
    return {
      text: `${server} is no replica set, and we need one (one member is enough). Start it with --replSet and run rs.initiate() once, or correct MONGODB_URI.`,
      passes: false,
    };
  if (isUnavailable(error))
    return {
      text: `${server} does not answer: ${whyNot(error)}. Start it, or correct MONGODB_URI.`,
      passes: true,
    };
  // Addresses are parsed by a separate library with its own errors.
  if (error instanceof MongoAPIError || (error instanceof Error && error.name === 'MongoParseError'))
    return {
      text: `MONGODB_URI cannot be used: ${withoutAddress(textOf(error))}. Correct it and start again.`,
      passes: false,
    };
  return undefined;
}

/** Several hosts are allowed, so the address is not a URL. */
const hostsOf = (uri: string): string =>
  /^mongodb(?:\+srv)?:\/\/(?:[^/?]*@)?([^/?]+)/.exec(uri)?.[1] ?? 'the address in MONGODB_URI';

const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

/** An address may contain a password. */
const withoutAddress = (text: string): string =>
  text.includes('://') ? 'it is not an address as MongoDB understands it' : text;

/** The driver's message only says how long it searched. What it saw meanwhile says more. */
function whyNot(error: unknown): string {
  if (!(error instanceof MongoServerSelectionError)) return textOf(error);
  const { servers, setName } = error.reason as TopologyDescription;
  const seen = [...servers.values()];
  if (seen.length === 0)
    return `no host there belongs to the replica set "${setName ?? ''}" that MONGODB_URI names`;
  if (seen.some(({ type }) => type === 'RSGhost'))
    return 'its replica set is not initiated (run rs.initiate() once)';
  return seen.find((one) => one.error)?.error?.message ?? 'its replica set has no primary now';
}
