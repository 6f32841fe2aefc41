/** The servers we need, started from an executable. */
export { startMongo } from './servers/mongo';
export { startTemporal, stopLeftOverTemporal } from './servers/temporal';
