/** The desk's entry: finds out who is here, then shows the page that fits their stage and the address. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { Api } from "../common/api";
import { dataOf, find } from "../common/dom";
import { loadCatalogue, t } from "../common/i18n";
import { errorText, isSignedOut } from "../people/errorTexts";
import { Session, SIGN_IN } from "../people/session";
import { has, holdsShares, type Me, needsKey, overseesAll, type Stage, seesDue, stageOf } from "../people/stage";
import { connect } from "../worker/rpc";
import { parseRoute, pathOf, type Route, routeOfClick } from "./router";
import "../apart/requestsPage";
import "../help/help";
import "../people/pages/makeKey";
import "../people/pages/ownKey";
import "../people/pages/people";
import "../people/pages/refused";
import "../people/pages/setup";
import "../people/pages/unlock";
import "../people/pages/waiting";
import "./pages/case";
import "./pages/due";
import "./pages/inbox";
import "./pages/keys";
import "./pages/landing";
import "./pages/notices";
import "./pages/print";
import "./pages/recovery";
import "./pages/texts";

/** Who keeps texts for answers. */
const WRITERS = ["handler", "administrator"] as const;

@customElement("vouchsafe-desk")
export class VouchsafeDesk extends LitElement {
  @state() private session: Session | null = null;
  @state() private failure = "";
  private stage: Stage | null = null;
  @state() private route: Route = parseRoute(location.pathname);

  protected override createRenderRoot(): HTMLElement {
    this.replaceChildren();
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("popstate", () => this.show(parseRoute(location.pathname)));
    this.addEventListener("click", (event) => this.follow(event));
    this.addEventListener("go", (event) => this.go((event as CustomEvent<Route>).detail));
    void this.start();
  }

  protected override render(): TemplateResult {
    const { session } = this;
    if (this.failure !== "")
      return html`<div class="wrap desk-main"><h1>${t("Desk")}</h1><div class="notice notice--danger" role="alert"><p>${this.failure}</p></div></div>`;
    if (session === null)
      return html`<div class="wrap desk-main"><h1 class="visually-hidden">${t("Desk")}</h1><p class="desk-busy" role="status">${t("Opening the desk.")}</p></div>`;
    const part = this.route.page === "case" ? this.route.part : null;
    const help = html`<desk-help class="no-print" .at=${part}></desk-help>`;
    const [notices, page] = [this.notices(session), html`${help}${this.page(session)}`];
    // Who is setting up goes on with that first.
    const inOrder = this.route.page === "setup" ? [page, notices] : [notices, page];
    return html`${this.bar(session)}<div class="wrap desk-main">${inOrder}</div>${this.lockingSoon(session)}`;
  }

  /** Put there when it speaks (an alert is announced then) and not before. Any key or click is a sign of life already. */
  private lockingSoon(session: Session): TemplateResult | typeof nothing {
    if (!session.locksSoon) return nothing;
    return html`
      <div class="desk-soon" role="alert">
        <p>${t("Your key locks in two minutes, for nobody seems to be here. What was not sent is lost then.")}</p>
        <button class="button" type="button" @click=${() => session.noteLife()}>${t("I am still here")}</button>
      </div>`;
  }

  private bar(session: Session): TemplateResult {
    const link = (route: Route, label: string) =>
      html`<a href=${pathOf(route)} aria-current=${isAt(this.route, route) ? "page" : nothing}>${label}</a>`;
    return html`
      <nav class="desk-bar" aria-label=${t("Desk")}>
        <div class="wrap desk-bar__row">
          ${link({ page: "inbox" }, session.stage === "landing" ? t("Start") : t("Cases"))} ${seesDue(session.me) ? link({ page: "due" }, t("What is due")) : nothing} ${link({ page: "people" }, t("People"))}
          ${holdsShares(session.me) ? link({ page: "requests" }, t("Requests")) : nothing}
          ${has(session.me, "administrator") ? this.administration(link) : nothing}
          ${WRITERS.some((role) => has(session.me, role)) ? link({ page: "texts" }, t("Texts")) : nothing}
          ${overseesAll(session.me) ? this.oversight(link) : nothing}
          ${has(session.me, "overseer") ? html`<a href="/figures/">${t("Figures")}</a>` : nothing}
          ${needsKey(session.me) && session.me.key !== null ? link({ page: "key" }, t("Your key")) : nothing}
          <span class="desk-bar__lock">${this.lockState(session)}</span>
        </div>
      </nav>`;
  }

  private administration(link: (route: Route, label: string) => TemplateResult): TemplateResult {
    return html`
      ${link({ page: "channels" }, t("Channels"))} ${link({ page: "partners" }, t("Partners"))}
      ${link({ page: "look" }, t("Look"))} ${link({ page: "setup" }, t("Set-up"))}`;
  }

  private oversight(link: (route: Route, label: string) => TemplateResult): TemplateResult {
    return html`${link({ page: "record" }, t("The record"))} ${link({ page: "pauses" }, t("Pauses"))}`;
  }

  private lockState(session: Session): TemplateResult | typeof nothing {
    if (session.me.key === null || !(needsKey(session.me) || session.unlocked)) return nothing;
    if (!session.unlocked) return html`<span class="tag">${t("locked")}</span>`;
    return html`
      <span class="tag tag--good">${t("unlocked")}</span>
      <button class="button button--quiet" type="button" @click=${() => session.lock()}>${t("Lock")}</button>`;
  }

  private notices(session: Session): TemplateResult | typeof nothing {
    const isOpen = session.stage === "open";
    if (!isOpen || this.route.page === "recovery" || this.route.page === "print") return nothing;
    const isList = this.route.page === "people" || this.route.page === "inbox";
    return html`
      <desk-notices .session=${session} .onPeople=${this.route.page === "people"}></desk-notices>
      ${isList && has(session.me, "handler") ? html`<desk-keys .session=${session}></desk-keys>` : nothing}`;
  }

  private page(session: Session): TemplateResult {
    const { stage } = session;
    const { page } = this.route;
    if (page === "missing") return this.missing();
    // Writing channels and choosing a look take no key; only a directory that does not hold stops it.
    if (stage !== "refused" && has(session.me, "administrator")) {
      if (page === "channels") return html`<desk-channels .session=${session}></desk-channels>`;
      if (page === "partners") return html`<desk-partners .session=${session}></desk-partners>`;
      if (page === "look") return html`<desk-look .session=${session}></desk-look>`;
      if (page === "setup") return html`<desk-guide .session=${session}></desk-guide>`;
      if (page === "texts") return html`<desk-texts .session=${session}></desk-texts>`;
      if (page === "channel") return this.channel(session, this.route.id);
    }
    if (page === "record" || page === "pauses") return this.overseen(session, page);
    if (page === "requests") return this.requests(session);
    const { key } = session.me;
    if (page === "newKey" && key !== null)
      return html`<desk-make-key .session=${session} .replaces=${key.fingerprint}></desk-make-key>`;
    const first = this.keyFirst(session, stage);
    if (first !== null) return first;
    if (stage === "make-key") return html`<desk-make-key .session=${session}></desk-make-key>`;
    if (stage === "unlock") return html`<desk-unlock .session=${session}></desk-unlock>`;
    if (stage === "kit")
      return html`<div class="desk-step"><desk-kit .session=${session} .card=${key?.card ?? ""} .finish=${() => session.review()}></desk-kit></div>`;
    if (stage === "refused") return html`<desk-refused .session=${session}></desk-refused>`;
    if (page === "texts" && has(session.me, "handler")) return html`<desk-texts .session=${session}></desk-texts>`;
    if (page === "people") return html`<desk-people .session=${session}></desk-people>`;
    if (page === "key" && session.unlocked) return html`<desk-own-key .session=${session}></desk-own-key>`;
    if (page === "recovery" && session.unlocked && session.trust?.state !== "none") {
      return html`<desk-recovery .session=${session}></desk-recovery>`;
    }
    if (page === "due" && stage !== "setup" && stage !== "waiting" && seesDue(session.me))
      return html`<desk-due .session=${session}></desk-due>`;
    if (stage === "setup") return html`<desk-setup .session=${session}></desk-setup>`;
    if (stage === "landing") return html`<desk-landing .session=${session}></desk-landing>`;
    if (stage === "waiting") return html`<desk-waiting .session=${session}></desk-waiting>`;
    if (this.route.page === "case" && has(session.me, "handler")) {
      const { id, part } = this.route;
      return html`${keyed(id, html`<desk-case .session=${session} .caseId=${id} .at=${part}></desk-case>`)}`;
    }
    if (this.route.page === "print" && has(session.me, "handler")) {
      const { id } = this.route;
      return html`${keyed(id, html`<desk-print .session=${session} .caseId=${id}></desk-print>`)}`;
    }
    return html`<desk-inbox .session=${session}></desk-inbox>`;
  }

  /** What comes before whatever takes a key, or null when nothing does. */
  private keyFirst(session: Session, stage: Stage): TemplateResult | null {
    switch (stage) {
      case "make-key":
        return html`<desk-make-key .session=${session}></desk-make-key>`;
      case "unlock":
        return html`<desk-unlock .session=${session}></desk-unlock>`;
      case "kit":
        return html`<div class="desk-step"><desk-kit .session=${session} .card=${session.me.key?.card ?? ""} .finish=${() => session.review()}></desk-kit></div>`;
      case "refused":
        return html`<desk-refused .session=${session}></desk-refused>`;
      default:
        return null;
    }
  }

  /** Whoever may hold a share needs a key for this page, also where their other work takes none. */
  private requests(session: Session): TemplateResult {
    if (!holdsShares(session.me)) return this.missing();
    const stage = stageOf(session.me, session.unlocked, session.trust, true);
    const first = this.keyFirst(session, stage);
    if (first !== null) return first;
    if (stage === "open") return html`<desk-requests .session=${session}></desk-requests>`;
    return html`<desk-waiting .session=${session}></desk-waiting>`;
  }

  /** The record and the pauses say nothing that takes a key; only a directory that does not hold stops them. */
  private overseen(session: Session, page: "record" | "pauses"): TemplateResult {
    if (session.stage === "refused") return html`<desk-refused .session=${session}></desk-refused>`;
    if (!overseesAll(session.me)) return this.missing();
    if (page === "pauses") return html`<desk-pauses .session=${session}></desk-pauses>`;
    return html`<desk-record .session=${session}></desk-record>`;
  }

  private missing(): TemplateResult {
    return html`<h1 tabindex="-1">${t("There is no such page")}</h1><p><a href="/">${t("Back to the cases")}</a></p>`;
  }

  /** Another channel is another page: nothing of the one before it stays. */
  private channel(session: Session, id: string): TemplateResult {
    return html`${keyed(id, html`<desk-channel .session=${session} .channelId=${id}></desk-channel>`)}`;
  }

  private async start(): Promise<void> {
    await loadCatalogue();
    const main = find("[data-worker]");
    const token = find<HTMLInputElement>("[name=csrfmiddlewaretoken]").value;
    const api = new Api("/api/v1", { credentials: "same-origin", headers: async () => ({ "X-CSRFToken": token }) });
    try {
      const me = await api.get<Me>("/me");
      const session = new Session(me, api, token, () => connect(dataOf(main, "worker"), "desk"));
      session.addEventListener("change", () => this.sessionChanged());
      lockBeforeLeaving(session);
      await session.restore();
      this.session = session;
      this.nameThePage();
      this.sessionChanged();
    } catch (error) {
      if (isSignedOut(error)) location.assign(SIGN_IN);
      else this.failure = errorText(error);
    }
  }

  /** After the list of keys, set-up goes on with what else there is to do. */
  private sessionChanged(): void {
    const { session } = this;
    if (this.stage === "setup" && session !== null && !session.me.needs_setup) this.go({ page: "setup" });
    if (session?.stage === "open" && this.stage !== "open") this.purge(session);
    this.stage = session?.stage ?? null;
    this.requestUpdate();
  }

  /** Of erased cases this browser keeps nothing beyond the next unlock; the list of cases does it by itself. */
  private purge(session: Session): void {
    if (this.route.page === "inbox" || !has(session.me, "handler")) return;
    void session.worker.call("purgeIndex", {}).catch((error: unknown) => {
      if (isSignedOut(error)) void session.signInAgain(); // any other fault the list will meet, and tell
    });
  }

  private follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link === null || event.defaultPrevented || link.target !== "") return;
    const route = routeOfClick({
      button: event.button,
      modified: event.ctrlKey || event.metaKey || event.shiftKey || event.altKey,
      href: link.href,
      origin: location.origin,
      download: link.hasAttribute("download"),
    });
    if (route === null) return;
    event.preventDefault();
    this.go(route);
  }

  private go(route: Route): void {
    if (pathOf(route) !== location.pathname) history.pushState(null, "", pathOf(route));
    this.show(route);
  }

  /** The page's kind only: titles rest in the browser's history, so no opened word may stand in one. */
  private nameThePage(): void {
    const names: Readonly<Record<Route["page"], string>> = {
      inbox: t("Cases"),
      case: t("Case"),
      print: t("Case"),
      channels: t("Channels"),
      channel: t("Channel"),
      due: t("What is due"),
      people: t("People"),
      requests: t("Requests"),
      record: t("The record"),
      pauses: t("Paused categories"),
      partners: t("Partners"),
      key: t("Your key"),
      newKey: t("Your key"),
      look: t("Look"),
      setup: t("Set-up"),
      recovery: t("Use a recovery sheet"),
      texts: t("Texts for answers"),
      missing: t("There is no such page"),
    };
    document.title = `${names[this.route.page]} – Vouchsafe`;
  }

  /** Shows a page and moves the focus to its heading, as a page load would. Another part of a case is the same page. */
  private show(route: Route): void {
    const before = this.route;
    this.route = route;
    this.nameThePage();
    if (before.page === "case" && route.page === "case" && before.id === route.id) return;
    scrollTo(0, 0);
    void this.updateComplete.then(() =>
      requestAnimationFrame(() => this.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true })),
    );
  }
}

function isAt(here: Route, link: Route): boolean {
  const outer =
    here.page === "case" || here.page === "print" ? "inbox" : here.page === "channel" ? "channels" : here.page;
  return outer === link.page;
}

/** Signing out is a plain form of the page; the key is forgotten in every tab before it is sent. */
function lockBeforeLeaving(session: Session): void {
  const form = find<HTMLFormElement>("form[data-sign-out]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void session.leave().finally(() => form.submit());
  });
}
