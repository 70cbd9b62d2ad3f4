/** The frame of a crop: always within the picture, never empty, in whole pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Size {
  width: number;
  height: number;
}
interface Point {
  x: number;
  y: number;
}

const between = (least: number, value: number, most: number) => Math.max(least, Math.min(most, Math.round(value)));

/** Within the picture, of this form (width by height) where there is one. */
export function fitted(box: Box, of: Size, form?: number): Box {
  let width = between(1, box.width, of.width);
  let height = between(1, box.height, of.height);
  if (form) {
    if (width / height > form) width = between(1, height * form, of.width);
    else height = between(1, width / form, of.height);
  }
  return { x: between(0, box.x, of.width - width), y: between(0, box.y, of.height - height), width, height };
}

/** From one corner to the other, in whichever direction it is drawn. */
export function drawn(from: Point, to: Point, of: Size, form?: number): Box {
  const inside = (at: Point) => ({ x: between(0, at.x, of.width), y: between(0, at.y, of.height) });
  const [one, other] = [inside(from), inside(to)];
  const box = {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x),
    height: Math.abs(one.y - other.y),
  };
  return fitted(box, of, form);
}

/** Moved, of the same size. */
export function moved(box: Box, by: Point, of: Size): Box {
  return fitted({ ...box, x: box.x + by.x, y: box.y + by.y }, of);
}

/** Larger or smaller at its lower right corner. */
export function sized(box: Box, by: Point, of: Size, form?: number): Box {
  const step = form ? by.x || by.y * form : by.x;
  const wanted = { ...box, width: box.width + step, height: form ? (box.width + step) / form : box.height + by.y };
  // Its upper left corner stays.
  const room = { width: of.width - box.x, height: of.height - box.y };
  const inside = fitted({ ...wanted, x: 0, y: 0 }, room, form);
  return { ...inside, x: box.x, y: box.y };
}
