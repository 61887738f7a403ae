/**
 * Days that the page was told, until its command with them comes back. On a busy machine that takes longer than a
 * reader needs for the next press; what was set meanwhile must not be undone by the answer to what was set before.
 */

const same = (one, other) => one?.from === other?.from && one?.to === other?.to;

/** Days are as the page has them: null where the period has no bound. */
export class Told {
  constructor() {
    this.unanswered = [];
    this.frame = null;
  }

  /** Whether the page has yet to show what it was told. */
  get waits() {
    return this.unanswered.length > 0;
  }

  /**
   * Days are being told.
   * @param {{from: number | null, to: number | null}} days
   * @param {boolean} [frame] whether they are a frame of the playback, whose range stays
   */
  say(days, frame = false) {
    this.unanswered.push(days);
    this.frame = frame ? days : null;
  }

  /**
   * The page shows days. Those that nobody told come from elsewhere, and nothing is waited for any more.
   * @param {{from: number | null, to: number | null}} days
   * @returns {boolean} whether they are a frame that was told
   */
  hear(days) {
    const at = this.unanswered.findLastIndex((one) => same(one, days));
    this.unanswered = at < 0 ? [] : this.unanswered.slice(at + 1);
    return same(days, this.frame);
  }
}
