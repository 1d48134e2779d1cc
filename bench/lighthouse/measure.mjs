/** One visit as Lighthouse's mobile preset sees it: `node measure.mjs URL CHROMIUM` prints its figures as JSON. */

import * as launcher from "chrome-launcher";
import lighthouse from "lighthouse";

const AUDITS = {
  fcp: "first-contentful-paint",
  lcp: "largest-contentful-paint",
  tbt: "total-blocking-time",
  tti: "interactive",
  bytes: "total-byte-weight",
};

const [url, chromePath] = process.argv.slice(2);
const chromeFlags = ["--headless=new", "--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
const chrome = await launcher.launch({ chromePath, chromeFlags });
try {
  const visit = await lighthouse(url, { port: chrome.port, onlyAudits: Object.values(AUDITS), logLevel: "error" });
  const { audits, configSettings, environment, lighthouseVersion, runtimeError } = visit.lhr;
  if (runtimeError) throw new Error(runtimeError.message);
  const figures = Object.entries(AUDITS).map(([name, audit]) => [name, Math.round(audits[audit].numericValue)]);
  const how = { version: lighthouseVersion, speed: environment.benchmarkIndex, throttling: configSettings.throttling };
  console.log(JSON.stringify({ ...Object.fromEntries(figures), ...how }));
} finally {
  await chrome.kill();
}
