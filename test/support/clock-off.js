/** Loaded before a process of a test: its machine's clock is off by CLOCK_OFF_MS. Its monotonic clock is not. */
const offMs = Number(process.env.CLOCK_OFF_MS ?? 0);

if (offMs !== 0) {
  const MachineDate = Date;
  class DateThatIsOff extends MachineDate {
    /** @param {number[]} args */
    constructor(...args) {
      super(.../** @type {[number]} */ (args.length === 0 ? [MachineDate.now() + offMs] : args));
    }

    /** @override */
    static now() {
      return MachineDate.now() + offMs;
    }
  }
  globalThis.Date = /** @type {DateConstructor} */ (DateThatIsOff);
}
