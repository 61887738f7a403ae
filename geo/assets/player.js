/** Playback as a value: which days are shown next. Days are counted as the server counts them, both ends inclusive. */

const LONG_DAYS = 62;

export class Player {
  constructor() {
    this.step = null;
    this.cumulative = false;
    this.range = null;
    this.day = null;
  }

  /** Begin with a range; whoever set no step gets days in a short range and weeks in a long one. */
  begin(from, to) {
    this.range = { from, to };
    this.day = null;
  }

  get stepDays() {
    return this.step ?? (this.range.to - this.range.from < LONG_DAYS ? 1 : 7);
  }

  /** Go to the frame that holds a day. */
  seek(day) {
    const { from } = this.range;
    const steps = Math.floor((Math.min(Math.max(day, from), this.range.to) - from) / this.stepDays);
    this.day = from + steps * this.stepDays;
  }

  /** Go one frame on or back; false, and no move, past either end. */
  move(direction) {
    const { from, to } = this.range;
    const edge = direction > 0 ? from : to - ((to - from) % this.stepDays);
    const next = this.day === null ? edge : this.day + direction * this.stepDays;
    if (next < from || next > to) return false;
    this.day = next;
    return true;
  }

  get frame() {
    const until = Math.min(this.day + this.stepDays - 1, this.range.to);
    return { from: this.cumulative ? this.range.from : this.day, to: until };
  }
}
