/**
 * A stranger's participant: tells a channel when a story lands. Copy it to `.baro/participants/` of a repository that you
 * trust and set CHANNEL_URL; on the command line, `--trust` has it run. It looks at single events, live only, and decides nothing.
 */
const say = (text) =>
  fetch(process.env.CHANNEL_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });

export const participant = {
  name: 'channel',
  on: {
    'story.integrated': ({ storyId }, view) => {
      const story = view.stories.rows.find(({ id }) => id === storyId);
      return say(`${story?.brief.title ?? storyId} landed`);
    },
    'run.completed': ({ outcome }, view) => say(`${view.run?.goal.split('\n')[0]}: ${outcome}`),
  },
};
