// What can be measured of a page that would keep somebody out of it. Each function gives sentences; [] where all is well.
(() => {
  const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), summary, iframe, [tabindex="0"]';
  const LOOKS = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "textDecorationLine", "stroke", "strokeDasharray"];

  const seen = (element) => element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && element.getClientRects().length > 0;
  const name = (element) => {
    const id = element.id === "" ? "" : `#${element.id}`;
    return `${element.localName}${id}${[...element.classList].map((one) => `.${one}`).join("")}`;
  };
  const reachable = () => {
    const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
    return [...(dialog ?? document).querySelectorAll(FOCUSABLE)].filter((one) => seen(one) && one.tabIndex >= 0 && one.closest("[inert]") === null);
  };

  /** The page as a whole: its language, its one heading, its name, the way past the masthead. */
  function whole(lang) {
    const faults = [];
    const { documentElement: root } = document;
    const headings = [...document.querySelectorAll("h1")].filter(seen);
    const dir = lang === "ar" ? "rtl" : "ltr";
    if (root.lang !== lang) faults.push(`the page says that it is in "${root.lang}"`);
    if (getComputedStyle(root).direction !== dir) faults.push(`the page does not run ${dir}`);
    if (headings.length !== 1) faults.push(`${headings.length} headings of the first level`);
    if (document.title.trim() === "") faults.push("the page has no title");
    const skip = document.querySelector("a.skip");
    if (skip === null || document.querySelector(skip.getAttribute("href")) === null) faults.push("no way past the masthead");
    return faults;
  }

  /** What reaches beyond the window, so that somebody has to scroll to both sides (WCAG 1.4.10, 1.4.4). */
  function wide() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const all = [...document.querySelectorAll("body *")].filter((one) => {
      const { left, right, width } = one.getBoundingClientRect();
      return seen(one) && width > 0 && (right > clientWidth + 1 || left < -1);
    });
    const inner = all.filter((one) => !all.some((other) => other !== one && one.contains(other)));
    const spilling = [...document.querySelectorAll("body *")].filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1);
    const told = inner.length > 0 ? inner : spilling;
    return [`${scrollWidth} wide in a window of ${clientWidth}: ${told.slice(0, 6).map(name).join(", ")}`];
  }

  /** What moves although its user asked for stillness (WCAG 2.3.3). */
  function moving() {
    const running = document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 1);
    return running.map((one) => `${name(one.effect.target)} moves`);
  }

  /** What takes the focus and does not show it (WCAG 2.4.7); whoever asks pressed a key before. */
  function unseen() {
    const before = document.activeElement;
    const faults = [];
    for (const element of reachable()) {
      if (element.localName === "iframe") continue;
      // The ring may be around what the link stands in: a field, a label, a row.
      const around = [element, element.parentElement, element.nextElementSibling, element.closest("label"), element.closest("li, tr")].filter((one) => one !== null);
      const look = () =>
        around.flatMap((one) => [null, "::before", "::after"].flatMap((part) => LOOKS.map((each) => getComputedStyle(one, part)[each]))).join();
      element.blur();
      const plain = look();
      element.focus({ preventScroll: true });
      if (document.activeElement !== element) continue;
      if (look() === plain) faults.push(`${name(element)} does not show that it has the focus`);
    }
    before?.focus({ preventScroll: true });
    return faults;
  }

  /** What says that something happens or happened, and is not announced (WCAG 4.1.3). */
  function silent() {
    const says = document.querySelectorAll(".desk-busy, .errors, .field__error");
    const live = [...document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')].map((one) => one.textContent.trim());
    const listed = [...document.querySelectorAll(".errors")];
    return [...says].flatMap((one) => {
      if (!seen(one) || one.textContent.trim() === "") return [];
      const told = one.closest('[role="status"], [role="alert"], [aria-live]') ?? one.querySelector('[role="status"], [role="alert"]');
      const focused = one.contains(document.activeElement) || document.querySelector("[autofocus]") !== null;
      const described = one.id !== "" && document.querySelector(`[aria-describedby~="${one.id}"]`) !== null;
      // A long list is announced by its heading; what stands at its place is one of a list that is announced.
      const counted = live.includes(one.querySelector("summary")?.textContent.trim());
      const inList = listed.some((list) => list !== one && list.textContent.includes(one.textContent.trim()));
      return told !== null || focused || described || counted || inList ? [] : [`${name(one)} is not announced`];
    });
  }

  return { whole, wide, moving, unseen, silent };
})()
