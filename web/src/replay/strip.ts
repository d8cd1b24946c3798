// The strip above the slider: how many threats are in the air, when rounds left, when something was killed or got
// through. Rows differ by place and by shape, not by colour alone. Clicking it goes to that moment.

import { css, ink } from "../map/palette.ts";
import { make } from "../page/dom.ts";
import type { Battle } from "./battle.ts";

const HEIGHT_PX = 46;
const BINS = 240;

export class Strip {
  readonly element: HTMLCanvasElement;
  private readonly battle: Battle;
  private readonly inAir: Float64Array;

  constructor(battle: Battle, seek: (time_s: number) => void) {
    this.battle = battle;
    this.inAir = countInAir(battle);
    this.element = make("canvas", { class: "strip", "aria-hidden": "true" });
    this.element.addEventListener("click", (event) => {
      seek((event.offsetX / this.element.clientWidth) * battle.end_s);
    });
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  draw(): void {
    const { element, battle } = this;
    const width = element.clientWidth;
    element.width = width * devicePixelRatio;
    element.height = HEIGHT_PX * devicePixelRatio;
    const draw = element.getContext("2d")!;
    draw.scale(devicePixelRatio, devicePixelRatio);
    const x = (time_s: number): number => (time_s / battle.end_s) * width;
    const most = Math.max(1, ...this.inAir);
    draw.fillStyle = css(ink("--rust", 0.22));
    draw.beginPath();
    draw.moveTo(0, HEIGHT_PX);
    this.inAir.forEach((count, bin) => draw.lineTo(((bin + 0.5) / BINS) * width, HEIGHT_PX - (count / most) * (HEIGHT_PX - 4)));
    draw.lineTo(width, HEIGHT_PX);
    draw.fill();
    draw.strokeStyle = css(ink("--blue", 0.75));
    draw.beginPath();
    for (const time_s of battle.shots.numbers["start_s"] ?? []) {
      draw.moveTo(x(time_s), 2);
      draw.lineTo(x(time_s), 10);
    }
    draw.stroke();
    for (let i = 0; i < battle.threats.rows; i++) {
      const fate = battle.word("threats", "fate", i);
      const hostile = battle.word("threats", "side", i) === "hostile";
      if (!hostile || (fate !== "killed" && fate !== "leaked")) continue;
      const at = x(battle.threats.numbers["end_s"]![i]!);
      draw.fillStyle = css(ink(fate === "killed" ? "--green" : "--rust"));
      draw.beginPath();
      if (fate === "killed") draw.arc(at, 17, 2.5, 0, 2 * Math.PI);
      else {
        draw.moveTo(at, 31);
        draw.lineTo(at - 4, 23);
        draw.lineTo(at + 4, 23);
      }
      draw.fill();
    }
  }
}

function countInAir(battle: Battle): Float64Array {
  const counts = new Float64Array(BINS);
  const { start_s, end_s } = battle.threats.numbers;
  for (let i = 0; i < battle.threats.rows; i++) {
    if (battle.word("threats", "side", i) !== "hostile") continue;
    const from = Math.max(0, Math.floor((start_s![i]! / battle.end_s) * BINS));
    const to = Math.min(BINS - 1, Math.floor((end_s![i]! / battle.end_s) * BINS));
    for (let bin = from; bin <= to; bin++) counts[bin]!++;
  }
  return counts;
}
