/** The time of day, once a second, for everything that counts up. */
let now = $state.raw(Date.now());

setInterval(() => {
  if (document.visibilityState === 'visible') now = Date.now();
}, 1000);

export const timeOfDay = () => now;
