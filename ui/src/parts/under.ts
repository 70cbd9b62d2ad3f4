/** Where something goes that hangs on a field: on the window, so that no scrolled part cuts it off. */

const GAP = 4;

/**
 * The style that puts it beneath `anchor`, or above where there is more room and less than `least` beneath. It is as wide as
 * `wide`, else as its anchor, and `tall` at most.
 */
export function under(anchor: HTMLElement, tall: number, least: number, wide?: number): string {
  const { left, top, bottom, width } = anchor.getBoundingClientRect();
  const below = innerHeight - bottom - GAP * 2;
  const above = top - GAP * 2;
  const up = below < Math.min(tall, least) && above > below;
  const room = Math.max(60, Math.min(tall, up ? above : below));
  const edge = up ? `bottom:${innerHeight - top + GAP}px` : `top:${bottom + GAP}px`;
  const across = wide ?? width;
  const from = Math.max(8, Math.min(left, innerWidth - across - 8));
  return `left:${from}px;width:${across}px;max-height:${room}px;${edge}`;
}
