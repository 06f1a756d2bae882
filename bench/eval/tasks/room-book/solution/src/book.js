/** Bookings of rooms; times are minutes since midnight. No two of a room overlap. */
export function createBook() {
  const bookings = new Map();
  let last = 0;

  const check = (wanted) => {
    if (!(wanted.from < wanted.to)) throw new Error('a booking ends after it begins');
    for (const other of bookings.values()) {
      const overlaps = wanted.from < other.to && other.from < wanted.to;
      if (other.id !== wanted.id && other.room === wanted.room && overlaps)
        throw new Error(`${wanted.room} is taken from ${other.from} to ${other.to}`);
    }
  };

  return {
    add({ room, from, to }) {
      check({ room, from, to });
      const id = ++last;
      bookings.set(id, { id, room, from, to });
      return id;
    },
    move(id, from, to) {
      const booking = bookings.get(id);
      if (!booking) throw new Error(`there is no booking ${id}`);
      const moved = { ...booking, from, to };
      check(moved);
      bookings.set(id, moved);
    },
    list(room) {
      return [...bookings.values()].filter((booking) => booking.room === room);
    },
  };
}
