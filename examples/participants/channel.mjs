/**
 * A stranger's participant: tells a channel when a story lands. Copy it to `.baro/participants/` of a trusted repository
 * and set CHANNEL_URL. It looks at single events, live only, and decides nothing.
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
    'story.integrated': ({ storyId }, view) => say(`${view.stories[storyId]?.brief.title ?? storyId} landed`),
    'run.completed': ({ outcome }, view) => say(`${view.run?.goal.split('\n')[0]}: ${outcome}`),
  },
};
