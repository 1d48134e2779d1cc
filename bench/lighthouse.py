"""How soon a reporter can type: the form on Lighthouse's mobile preset (a slow phone on slow 4G), in Chromium.

`make bench-lighthouse` runs it, prints a table and writes var/bench/lighthouse.json. Two ways, on a fresh demo:

- Lighthouse: FCP, LCP, TBT and TTI of the page by itself, its medians.
- Typing: the same network (150 ms, 1.6 Mbit/s) and processor (four times slower) really applied; a script answers the
  question that stands before the form the moment it can, and types into the first field of text the moment it can.

A figure is of this machine; `speed` is Lighthouse's own measure of it (a developer's laptop has about 1500 to 2500).
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from e2e import town as towns  # noqa: E402 - the repository is no installed package
from e2e.conftest import chromium, system_chromium  # noqa: E402

RUNS = 5
FORM = "/en/meridian/integrity/report/"
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1638.4 * 1024 / 8,
    "uploadThroughput": 675 * 1024 / 8,
}
SLOWER = 4
HURRIED = """
(() => {
  const answered = new WeakSet();
  const seen = (element) => element.checkVisibility() && !element.disabled;
  const go = () => {
    const passes = document.querySelector("[data-passes]");
    if (passes && seen(passes) && !passes.checked) {
      performance.mark("answerable");
      passes.click();
    }
    const button = document.querySelector("[data-step=scope] form .actions button");
    if (button && seen(button) && !answered.has(button)) {
      answered.add(button);
      button.click();
    }
    const fields = "[data-step=write] form :is(textarea, input[type=text])";
    const field = [...document.querySelectorAll(fields)].find(seen);
    if (!field) return requestAnimationFrame(go);
    field.focus();
    document.execCommand("insertText", false, "I");
    if (field.value !== "I") return requestAnimationFrame(go);
    performance.mark("typed");
  };
  go();
})();
"""


def lighthouse(url: str, executable: str) -> dict[str, Any]:
    """One run of Lighthouse; times in milliseconds."""
    command = [str(ROOT / "tools/node"), "--in", "bench/lighthouse", "node", "measure.mjs", url, executable]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def typing(browser: Browser, url: str) -> dict[str, float]:
    """Milliseconds from the click that leads to the form until its first question and its first text can be."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, is_mobile=True, has_touch=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(HURRIED)
    page.goto(url)
    page.wait_for_function("() => performance.getEntriesByName('typed').length > 0")
    times = page.evaluate("['answerable', 'typed'].map((name) => performance.getEntriesByName(name)[0].startTime)")
    context.close()
    return dict(zip(("answerable", "typed"), times, strict=True))


def middle(runs: list[dict[str, Any]], name: str) -> int:
    """The median of one figure."""
    return round(float(median(run[name] for run in runs)))


def main() -> None:
    """Measure, print, write."""
    town = towns.start(Path(tempfile.mkdtemp(prefix="vouchsafe-bench-")))
    try:
        url = town.url("report", FORM)
        with sync_playwright() as playwright:
            executable = system_chromium() or playwright.chromium.executable_path
            visits = [lighthouse(url, executable) for _ in range(RUNS)]
            browser = chromium(playwright.chromium)
            typed = [typing(browser, url) for _ in range(RUNS)]
            browser.close()
    finally:
        town.stop()
    figures = {name: middle(visits, name) for name in ("fcp", "lcp", "tbt", "tti", "bytes", "speed")}
    figures |= {name: middle(typed, name) for name in ("answerable", "typed")}
    told = {
        "fcp": "First Contentful Paint, ms",
        "lcp": "Largest Contentful Paint, ms",
        "tbt": "Total Blocking Time, ms",
        "tti": "Time to Interactive, ms",
        "answerable": "first question can be answered, ms",
        "typed": "first text field has a letter, ms",
        "bytes": "bytes on the wire",
        "speed": "speed of this machine (Lighthouse's index)",
    }
    print(f"The form on Lighthouse {visits[0]['version']}'s mobile preset, medians of {RUNS} runs\n")
    for name, label in told.items():
        print(f"{label:45}{figures[name]:>9}")
    result = ROOT / "var/bench/lighthouse.json"
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(json.dumps({"medians": figures, "lighthouse": visits, "typing": typed}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
