/** Bookings of rooms; times are minutes since midnight. */
export function createBook() {
  const bookings = new Map();
  let last = 0;

  return {
    add({ room, from, to }) {
      const id = ++last;
      bookings.set(id, { id, room, from, to });
      return id;
    },
    list(room) {
      return [...bookings.values()].filter((booking) => booking.room === room);
    },
  };
}
