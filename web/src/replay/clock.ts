// The clock of a film: at a time, running or not, so many times faster than life.

export const SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200] as const;

export class Clock {
  time_s: number;
  speed: number;
  running = false;
  readonly end_s: number;
  private readonly tick: () => void;
  private before = 0;
  private wanted = 0;

  /** `tick` is called after every change of the time. */
  constructor(end_s: number, time_s: number, speed: number, tick: () => void) {
    this.end_s = end_s;
    this.time_s = Math.max(0, Math.min(end_s, time_s));
    this.speed = speed;
    this.tick = tick;
  }

  play(): void {
    if (this.time_s >= this.end_s) this.time_s = 0;
    this.running = true;
    this.before = 0;
    this.wanted = requestAnimationFrame((now) => this.frame(now));
    this.tick();
  }

  pause(): void {
    this.running = false;
    cancelAnimationFrame(this.wanted);
    this.tick();
  }

  seek(time_s: number): void {
    this.time_s = Math.max(0, Math.min(this.end_s, time_s));
    this.tick();
  }

  private frame(now: number): void {
    if (!this.running) return;
    const passed_s = this.before ? Math.min(0.25, (now - this.before) / 1000) : 0; // no leap after a hidden tab
    this.before = now;
    this.time_s = Math.min(this.end_s, this.time_s + passed_s * this.speed);
    if (this.time_s >= this.end_s) this.running = false;
    else this.wanted = requestAnimationFrame((next) => this.frame(next));
    this.tick();
  }
}
