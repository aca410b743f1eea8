// Pointer, wheel and keys over a view, as three wishes: drag, zoom, fit.

export interface Gestures {
  /** Pixels; `moves` when the user wants to move instead of turn: Shift, or another button than the first. */
  readonly drag: (dx: number, dy: number, moves: boolean) => void;
  /** Multiplies the distance. */
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
}

const keyStep = 24;

export function watchGestures(canvas: HTMLCanvasElement, gestures: Gestures): void {
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    canvas.focus();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons === 0 || !canvas.hasPointerCapture(event.pointerId)) return;
    gestures.drag(event.movementX, event.movementY, event.shiftKey || event.buttons !== 1);
  });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("dblclick", () => gestures.fit());
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      gestures.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.004));
    },
    { passive: false },
  );
  canvas.addEventListener("keydown", (event) => {
    const moves = event.shiftKey;
    switch (event.key) {
      case "ArrowLeft":
        gestures.drag(-keyStep, 0, moves);
        break;
      case "ArrowRight":
        gestures.drag(keyStep, 0, moves);
        break;
      case "ArrowUp":
        gestures.drag(0, -keyStep, moves);
        break;
      case "ArrowDown":
        gestures.drag(0, keyStep, moves);
        break;
      case "+":
        gestures.zoom(0.85);
        break;
      case "-":
        gestures.zoom(1 / 0.85);
        break;
      case "0":
        gestures.fit();
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}
