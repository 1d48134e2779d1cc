import { describe, expect, it } from "vitest";
import { parseRoute, pathOf, routeOfClick } from "./router";

const CASE = "9f0f6d1e-3c6f-4b7e-8a51-0d4b1f0e2a77";
const ORIGIN = "http://desk.localhost:8000";

describe("the desk's addresses", () => {
  it("come back as they were made", () => {
    for (const path of [
      "/",
      "/people/",
      "/key/",
      "/key/new/",
      "/setup/",
      "/recovery/",
      "/channels/",
      "/record/",
      "/look/",
      `/channels/${CASE}/`,
      `/cases/${CASE}/`,
      `/cases/${CASE}/work/`,
      `/cases/${CASE}/sharing/`,
      `/cases/${CASE}/print/`,
    ]) {
      expect(pathOf(parseRoute(path))).toBe(path);
    }
  });

  it("forgive a missing final slash", () => {
    expect(parseRoute(`/cases/${CASE}`)).toEqual({ page: "case", id: CASE, part: "conversation" });
    expect(parseRoute("/people")).toEqual({ page: "people" });
  });

  it("name no page for what is not a case id or goes deeper", () => {
    for (const path of [
      "/cases/1/",
      "/channels/1/",
      `/channels/${CASE}/preview/en/`,
      `/cases/${CASE.toUpperCase()}/`,
      `/cases/${CASE}/edit/`,
      `/cases/${CASE}/conversation/`,
      `/cases/${CASE}/work/more/`,
      "/people/ada/",
      "/x/",
    ]) {
      expect(parseRoute(path)).toEqual({ page: "missing" });
    }
  });
});

describe("a click on a link", () => {
  const plain = { button: 0, modified: false, origin: ORIGIN, download: false };

  it("stays in the desk for the desk's own pages", () => {
    expect(routeOfClick({ ...plain, href: `${ORIGIN}/cases/${CASE}/` })).toEqual({
      page: "case",
      id: CASE,
      part: "conversation",
    });
  });

  it("is the browser's when it leaves the desk, downloads, or asks for a new tab", () => {
    expect(routeOfClick({ ...plain, href: "http://report.localhost:8000/people/" })).toBeNull();
    expect(routeOfClick({ ...plain, href: `${ORIGIN}/account/logout/` })).toBeNull();
    expect(routeOfClick({ ...plain, href: `${ORIGIN}/people/`, modified: true })).toBeNull();
    expect(routeOfClick({ ...plain, href: `${ORIGIN}/people/`, button: 1 })).toBeNull();
    expect(routeOfClick({ ...plain, href: `${ORIGIN}/people/`, download: true })).toBeNull();
  });
});
