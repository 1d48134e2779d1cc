/** The parts of a definition, each as the editor shows it. */
import { html, type TemplateResult } from "lit";
import { t } from "../common/i18n";
import { type Editing, idOf, nameInput, numberInput, selectInput, textInput, tickInput, wordInput } from "./inputs";
import { list } from "./lists";
import type { Section } from "./places";
import { options, questions, words } from "./question";
import { at, freshId, type Path, type Tree, textOf } from "./tree";

const BLANK = { en: "" };

export function section(editing: Editing, name: Section): TemplateResult {
  const sections: Readonly<Record<Section, (editing: Editing) => TemplateResult>> = {
    about,
    safety,
    categories,
    screen,
    questions: questionnaire,
    clock,
    privacy,
  };
  return sections[name](editing);
}

function about(editing: Editing): TemplateResult {
  return html`
    ${textInput(editing, ["name"], t("Name of the channel"))}
    ${textInput(editing, ["purpose"], t("What it is for"), { rows: 5, hint: t("Who may write, about which acts, and what you do with a report.") })}
    ${textInput(editing, ["not_for"], t("What it is not for"), { rows: 5, hint: t("Never for what somebody is, thinks, says or believes. Name the better way for what does not belong here.") })}
    ${textInput(editing, ["readers"], t("Who reads it"), { rows: 4, hint: t("Name them, and say where to go when the report is about one of them.") })}
    ${textInput(editing, ["retention"], t("How long it is kept"), { rows: 3 })}
    <h3>${t("Law or policy")}</h3>
    ${texts(editing, ["law"], t("Add a law or policy"))}`;
}

function safety(editing: Editing): TemplateResult {
  return html`
    ${textInput(editing, ["danger", "text"], t("If somebody is in danger now"), { rows: 2, hint: t("Shown before anything else.") })}
    <h3>${t("Whom to call")}</h3>
    ${list(editing, {
      path: ["danger", "numbers"],
      add: t("Add a number"),
      fresh: () => ({ label: BLANK, number: "" }),
      heading: named(editing, "label"),
      item: (path) => html`
        ${textInput(editing, [...path, "label"], t("Who answers"))} ${wordInput(editing, [...path, "number"], t("Telephone number"))}`,
    })}
    <h3>${t("Your own advice to reporters")}</h3>
    <p class="hint">${t("It follows the advice that every form gives.")}</p>
    ${texts(editing, ["safety"], t("Add advice"))}`;
}

function categories(editing: Editing): TemplateResult {
  return html`
    <p class="notice">${t("Each category names an act, whom or what it harms, and the law or policy it breaks. A category without one of them cannot be published: a channel collects conduct, never opinions.")}</p>
    ${list(editing, {
      path: ["categories"],
      add: t("Add a category"),
      fresh: (things) => ({ id: freshId(things, "category"), act: BLANK, harmed: BLANK, law: BLANK }),
      heading: named(editing, "act"),
      item: (path) => html`
        ${textInput(editing, [...path, "act"], t("The act"), { rows: 2 })}
        ${textInput(editing, [...path, "harmed"], t("Whom or what it harms"), { rows: 2 })}
        ${textInput(editing, [...path, "law"], t("The law or policy it breaks"), { rows: 2 })}
        ${nameInput(editing, path)} ${staysOpen(editing, [...path, "stays_open"])}`,
    })}`;
}

/** Set where a category is about retaliation or about officials: no share of unsupported reports pauses it. */
function staysOpen(editing: Editing, path: Path): TemplateResult {
  const label = t("About retaliation, or about what officials do with their power: never paused by itself");
  return tickInput(idOf(path), label, at(editing.body, path) === true, (ticked) =>
    editing.set(path, ticked ? true : undefined),
  );
}

function screen(editing: Editing): TemplateResult {
  const at = (...rest: string[]): Path => ["protected_activity", ...rest];
  return html`
    <p class="notice">${t("This question stands before every form. Whoever says yes to one of its options is led out, and nothing is sent.")}</p>
    ${textInput(editing, at("question"), t("Question"), { rows: 2 })}
    ${textInput(editing, at("help"), t("Help text"), { rows: 3 })}
    <h3>${t("Options that end the form")}</h3>
    ${options(editing, at("options"))}
    ${textInput(editing, at("none"), t("The answer that leads on"))}
    <h3>${t("Where the form ends")}</h3>
    ${textInput(editing, at("ended", "title"), t("Heading"))} ${textInput(editing, at("ended", "text"), t("Text"), { rows: 4 })}
    <h3>${t("Where else help is")}</h3>
    ${contacts(editing, ["elsewhere"])}`;
}

function questionnaire(editing: Editing): TemplateResult {
  return html`
    ${questions(editing)}
    <h3>${t("The urgent box, after all questions")}</h3>
    ${textInput(editing, ["urgent", "label"], t("Words"))} ${textInput(editing, ["urgent", "help"], t("Help text"), { rows: 2 })}`;
}

function clock(editing: Editing): TemplateResult {
  return html`
    ${law(editing)}
    ${numberInput(editing, ["clock", "acknowledge_days"], t("Days until you confirm a report"), { hint: t("1 to 90.") })}
    ${numberInput(editing, ["clock", "answer_months"], t("Months until you answer"), { hint: t("1 to 12, counted from the confirmation.") })}
    ${textInput(editing, ["clock", "source"], t("Which law or policy says so"))}
    <h3>${t("Outside authorities")}</h3>
    <p class="hint">${t("Shown to every reporter, above all when a date is missed.")}</p>
    ${contacts(editing, ["authorities"])}`;
}

/** What a channel's definition leaves out when it follows the guideline alone. */
const GUIDELINE = "iso37002";

function law(editing: Editing): TemplateResult {
  const path = ["clock", "law"];
  const chosen = textOf(at(editing.body, path)) || GUIDELINE;
  const choices = editing.laws.map(({ id, name }) => ({ value: id, label: name }));
  const choose = (id: string) => editing.set(path, id === GUIDELINE ? undefined : id);
  const statute = editing.laws.find(({ id }) => id === chosen)?.statute ?? "";
  return html`
    ${selectInput(editing, path, t("Whose law sets the other time limits"), choices, chosen, choose, {
      hint: t(
        "Meetings, telling the person concerned, how long reports are kept. The numbers below may be shorter than that law's, never longer.",
      ),
    })}
    <p class="quiet" dir="auto">${statute}</p>`;
}

function privacy(editing: Editing): TemplateResult {
  const at = (name: string): Path => ["privacy", name];
  return html`
    <p class="hint">${t("The privacy notice of articles 13 and 14 of the General Data Protection Regulation, for who reports and for who is named.")}</p>
    ${textInput(editing, at("controller"), t("Who is responsible for the data"), { rows: 2 })}
    ${textInput(editing, at("officer"), t("Data protection officer"), { rows: 2, optional: true })}
    ${textInput(editing, at("purposes"), t("What the data is for"), { rows: 3 })}
    ${textInput(editing, at("basis"), t("On what legal ground"), { rows: 3 })}
    ${textInput(editing, at("recipients"), t("Who receives it"), { rows: 3 })}
    ${textInput(editing, at("sources"), t("Where it comes from"), { rows: 3 })}
    ${textInput(editing, at("named"), t("What persons named in a report are told"), { rows: 3 })}
    ${textInput(editing, at("rights"), t("Rights"), { rows: 3 })}
    ${textInput(editing, at("complaint"), t("Where to complain"), { rows: 2 })}
    <h3>${t("Imprint")}</h3>
    ${textInput(editing, ["imprint", "name"], t("Name"))} ${textInput(editing, ["imprint", "address"], t("Postal address"), { rows: 2 })}
    ${textInput(editing, ["imprint", "contact"], t("Contact"), { rows: 2 })}`;
}

/** A list of texts. */
function texts(editing: Editing, path: Path, add: string): TemplateResult {
  return list(editing, {
    path,
    add,
    fresh: () => BLANK,
    heading: (_text, number) => String(number + 1),
    item: (inner) => textInput(editing, inner, t("Text"), { rows: 2 }),
  });
}

function contacts(editing: Editing, path: Path): TemplateResult {
  return list(editing, {
    path,
    add: t("Add somebody to turn to"),
    fresh: () => ({ name: BLANK, what: BLANK, reach: BLANK }),
    heading: named(editing, "name"),
    item: (inner) => html`
      ${textInput(editing, [...inner, "name"], t("Name"))}
      ${textInput(editing, [...inner, "what"], t("What they do"), { rows: 2 })}
      ${textInput(editing, [...inner, "reach"], t("How to reach them"))}`,
  });
}

function named(editing: Editing, name: string): (thing: Tree, number: number) => string {
  return (thing, number) => words(editing, thing[name]) || String(number + 1);
}
