/** Whole stories first: they mostly wait, whatever their file's size, and one begun last would leave the cores idle. */
const { default: Sequencer } = require('@jest/test-sequencer');

const stories = /\/test\/(campaign|stack)\//;

module.exports = class LongFirst extends Sequencer {
  /**
   * @override
   * @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests
   */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isStory = (/** @type {{ path: string }} */ { path }) => stories.test(path);
    return [...sorted.filter(isStory), ...sorted.filter((test) => !isStory(test))];
  }
};
