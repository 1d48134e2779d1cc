/** A definition being written, as plain JSON: looked up and changed by path. Nothing here changes what it was given. */

export type Json = string | number | boolean | null | readonly Json[] | Tree;
export interface Tree {
  readonly [name: string]: Json;
}
export type Path = readonly (string | number)[];

/** The path as the server writes it: "questionnaire.fields[3].label.en". */
export function placeOf(path: Path): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}

/** The inverse of placeOf. */
export function pathOf(place: string): Path {
  const parts = place.match(/[^.[\]]+|\[\d+\]/g) ?? [];
  return parts.map((part) => (part.startsWith("[") ? Number(part.slice(1, -1)) : part));
}

/** Whether `place` is `outer`, or lies in it. */
export function isWithin(place: string, outer: string): boolean {
  return place === outer || place.startsWith(`${outer}.`) || place.startsWith(`${outer}[`);
}

export function isTree(value: Json | undefined): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function treesOf(value: Json | undefined): readonly Tree[] {
  return listOf(value).map((one) => (isTree(one) ? one : {}));
}

export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** What stands at the path; undefined for nothing. */
export function at(value: Json | undefined, path: Path): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") return at(listOf(value)[first], rest);
  return isTree(value) && Object.hasOwn(value, first) ? at(value[first], rest) : undefined;
}

/** The tree with `value` at the path, and without what stood there when it is undefined. */
export function put(tree: Tree, path: Path, value: Json | undefined): Tree {
  return placed(tree, path, value) as Tree;
}

function placed(here: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") {
    const inner = placed(listOf(here)[first], rest, value);
    return inner === undefined ? listOf(here).toSpliced(first, 1) : listOf(here).toSpliced(first, 1, inner);
  }
  const { [first]: old, ...others } = isTree(here) ? here : {};
  const inner = placed(old, rest, value);
  if (inner === undefined) return others;
  return isTree(here) && Object.hasOwn(here, first) ? { ...here, [first]: inner } : { ...others, [first]: inner };
}

/** The tree with one more thing at the end of a list. */
export function append(tree: Tree, list: Path, value: Json): Tree {
  return put(tree, list, [...listOf(at(tree, list)), value]);
}

/** The tree with a thing of a list moved to another position. */
export function move(tree: Tree, list: Path, from: number, to: number): Tree {
  const things = listOf(at(tree, list));
  const thing = things[from];
  if (thing === undefined || to < 0 || to >= things.length) return tree;
  return put(tree, list, things.toSpliced(from, 1).toSpliced(to, 0, thing));
}

/** An id that none of these things has: "question-3". */
export function freshId(things: readonly Tree[], stem: string): string {
  const taken = new Set(things.map((thing) => thing.id));
  let number = things.length + 1;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
