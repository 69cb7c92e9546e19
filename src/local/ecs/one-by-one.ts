/** Runs the callback for a key, never within itself: a call that comes while it runs makes it run once more after. */
export function oneByOne(run: (key: string) => void): (key: string) => void {
  const running = new Set<string>();
  const again = new Set<string>();
  return (key) => {
    again.add(key);
    if (running.has(key)) return;
    running.add(key);
    try {
      while (again.delete(key)) run(key);
    } finally {
      running.delete(key);
    }
  };
}
