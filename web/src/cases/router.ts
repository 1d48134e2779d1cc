/** The desk's addresses, parsed and made in one place. The server serves the same shell for each (doors/desk.py). */

/** Pages of one word, which is their address too. */
const PLAIN = [
  "due",
  "people",
  "requests",
  "texts",
  "partners",
  "look",
  "record",
  "pauses",
  "key",
  "setup",
  "recovery",
] as const;
type Plain = (typeof PLAIN)[number];

/** The parts of a case's page, in their order; the first has the case's own address. */
export const CASE_PARTS = ["conversation", "work", "people", "outcome", "sharing"] as const;
export type CasePart = (typeof CASE_PARTS)[number];

export type Route =
  | { page: "inbox" }
  | { page: "case"; id: string; part: CasePart }
  | { page: "print"; id: string }
  | { page: "channels" }
  | { page: "channel"; id: string }
  | { page: Plain }
  | { page: "newKey" }
  | { page: "missing" };

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The route of a path such as "/cases/<id>/"; a missing final slash is forgiven, anything else is "missing". */
export function parseRoute(path: string): Route {
  const [first, second, third, ...rest] = path.split("/").filter((part) => part !== "");
  if (rest.length > 0) return { page: "missing" };
  if (first === "cases" && second !== undefined) return caseRoute(second, third);
  if (third !== undefined) return { page: "missing" };
  if (first === undefined) return { page: "inbox" };
  if (first === "cases") return { page: "inbox" };
  if (first === "channels") {
    if (second === undefined) return { page: "channels" };
    return UUID.test(second) ? { page: "channel", id: second } : { page: "missing" };
  }
  if (first === "key" && second === "new") return { page: "newKey" };
  if (second === undefined && isPlain(first)) return { page: first };
  return { page: "missing" };
}

function caseRoute(id: string, named: string | undefined): Route {
  if (named === "print" && UUID.test(id)) return { page: "print", id };
  const [first, ...others] = CASE_PARTS;
  const part = named === undefined ? first : others.find((one) => one === named);
  return UUID.test(id) && part !== undefined ? { page: "case", id, part } : { page: "missing" };
}

function isPlain(name: string): name is Plain {
  return (PLAIN as readonly string[]).includes(name);
}

/** The path of a route; the inverse of parseRoute for every route that exists. */
export function pathOf(route: Route): string {
  switch (route.page) {
    case "case":
      return route.part === CASE_PARTS[0] ? `/cases/${route.id}/` : `/cases/${route.id}/${route.part}/`;
    case "print":
      return `/cases/${route.id}/print/`;
    case "channel":
      return `/channels/${route.id}/`;
    case "newKey":
      return "/key/new/";
    case "inbox":
    case "missing":
      return "/";
    default:
      return `/${route.page}/`;
  }
}

/** What decides whether a click on a link stays inside the desk: a plain left click on one of our own pages. */
export interface Click {
  button: number;
  modified: boolean;
  href: string;
  origin: string;
  download: boolean;
}

/** The route to go to without a page load, or null when the browser must follow the link itself. */
export function routeOfClick(click: Click): Route | null {
  if (click.button !== 0 || click.modified || click.download) return null;
  const url = new URL(click.href, click.origin);
  if (url.origin !== click.origin || url.search !== "" || url.hash !== "") return null;
  const route = parseRoute(url.pathname);
  return route.page === "missing" ? null : route;
}
