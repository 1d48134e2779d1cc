import { expect, test } from "vitest";
import { contentOf } from "./content";

const fields = ["headline:short", "payments:group", "who:person", "me:identity", "urgent:consent", "sort:category"].map(
  (text) => {
    const [id = "", kind = ""] = text.split(":");
    return { id, kind, label: { en: id } };
  },
);
const apart = { who: [{ name: "Sam" }], me: [{ reach: "by post" }] };

test("who reports and whom it concerns stand in no part of the report itself", () => {
  const answers = { headline: "Two invoices", payments: [{ amount: "5 EUR" }], ...apart };
  const content = contentOf(fields, answers);
  expect(content.answers).toEqual({ headline: "Two invoices", payments: [{ amount: "5 EUR" }] });
  expect(content.apart).toEqual({ subject: { who: apart.who }, identity: { me: apart.me } });
  expect(JSON.stringify([content.answers, content.title])).not.toMatch(/Sam|post/);
});

test("where nobody is named, nothing is sealed apart", () => {
  expect(contentOf(fields, { headline: "Two invoices" }).apart).toEqual({});
});

test("the category that was chosen goes to the title, by its id", () => {
  expect(contentOf(fields, { headline: "Two invoices", sort: "fraud" })).toMatchObject({
    category: "fraud",
    answers: { sort: "fraud" },
  });
  expect(contentOf(fields, { headline: "Two invoices" }).category).toBe("");
});

test("the title is the headline, and the urgent tick stays with the answers of the report", () => {
  const content = contentOf(fields, { headline: "Two invoices", urgent: "yes" });
  expect(content).toMatchObject({ title: "Two invoices", answers: { urgent: "yes" } });
});
