// Which surface to draw on. WebGL where a graphics card draws it; where it is drawn by the processor it gives 2 to 12
// frames a second, and a plain canvas 60. The name of the renderer is a first guess, the measured time of frames the
// judge; the reader has the last word (`?canvas=1`, or by asking for a tilted map or a globe).

import type { Surface } from "./surface.ts";

const SLOW_FRAME_MS = 100;
const BY_THE_PROCESSOR = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export type Reason = "asked" | "no WebGL" | "WebGL is drawn by the processor here" | null;

/** Why to begin with the plain canvas; null to begin with WebGL. */
export function reasonForCanvas(): Reason {
  if (new URLSearchParams(location.search).get("canvas") === "1") return "asked";
  if (new URLSearchParams(location.search).get("canvas") === "0") return null;
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return "no WebGL";
  const about = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(about ? gl.getParameter(about.UNMASKED_RENDERER_WEBGL) : gl.getParameter(gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return BY_THE_PROCESSOR.test(renderer) ? "WebGL is drawn by the processor here" : null;
}

export function isTooSlow(surface: Surface): boolean {
  const frame_ms = surface.frame_ms();
  return frame_ms !== null && frame_ms > SLOW_FRAME_MS;
}
