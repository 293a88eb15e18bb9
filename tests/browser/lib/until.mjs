// Waits for something to become true, and says what it was when it does not.

/// The first truthy value of `question()`, asked again and again.
export async function until(question, what, { ms = 10_000, every = 25 } = {}) {
  const end = performance.now() + ms;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
