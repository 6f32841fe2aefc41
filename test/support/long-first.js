/**
 * Tests with servers first: they mostly wait, whatever their file's size, and one begun last would leave the cores
 * idle.
 */
const { readFileSync } = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** What a test with servers imports. */
const servers = /from '.*(support\/ringmaster|twilio\/system|stack\/programs|\.\/programs)'/;

module.exports = class LongFirst extends Sequencer {
  /**
   * @override
   * @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests
   */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const hasServers = (/** @type {{ path: string }} */ { path }) => servers.test(readFileSync(path, 'utf8'));
    return [...sorted.filter(hasServers), ...sorted.filter((test) => !hasServers(test))];
  }
};
