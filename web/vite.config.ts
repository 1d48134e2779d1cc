import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** The modules that are reached from one of these without waiting. */
function reached(from: readonly string[], importsOf: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const next = from.map((name) => resolve(import.meta.dirname, name));
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    next.push(...importsOf(id));
  }
  return found;
}

/** What the form's worker needs to seal, and no page of a reporter or of sign-in does; the desk may wait for it. */
function sealing(importsOf: (id: string) => readonly string[]): Set<string> {
  const pages = reached(["src/intake/report.ts", "src/people/account.ts"], importsOf);
  const needed = reached(["src/worker/reportWorker.ts"], importsOf);
  return new Set([...needed].filter((id) => !pages.has(id) && !id.startsWith("\0"))); // nor what the bundler adds
}

let sealed: Set<string> | undefined;

/**
 * What pdf.js asks for beside itself (src/viewer/packs.ts): its decoders as they are, and character maps and fonts as
 * scripts, since the sandboxed frame may fetch nothing.
 */
function viewerPacks() {
  const folder = resolve(import.meta.dirname, "node_modules/pdfjs-dist");
  const named = (place: string, ending: RegExp) =>
    readdirSync(resolve(folder, place)).filter((name) => ending.test(name));
  const read = (place: string, name: string) => readFileSync(resolve(folder, place, name));
  return {
    name: "viewer-packs",
    generateBundle(this: { emitFile: (file: { type: "asset"; fileName: string; source: string }) => void }) {
      const emit = (name: string, source: string) =>
        this.emitFile({ type: "asset", fileName: `viewer/${name}`, source });
      for (const name of named("wasm", /_nowasm_fallback\.js$/)) emit(name, read("wasm", name).toString("utf8"));
      for (const place of ["cmaps", "standard_fonts"]) {
        for (const name of named(place, /\.(bcmap|pfb|ttf)$/)) {
          emit(`${place}/${name}.js`, `export default "${read(place, name).toString("base64")}";\n`);
        }
      }
    },
  };
}

/** Chinese letters for posters (vouchsafe/channels/poster): PyPI has no package of them that is kept up. */
function posterFonts() {
  const folder = resolve(import.meta.dirname, "node_modules/@embedpdf/fonts-sc/fonts");
  return {
    name: "poster-fonts",
    generateBundle(this: { emitFile: (file: { type: "asset"; fileName: string; source: Uint8Array }) => void }) {
      for (const name of ["NotoSansHans-Regular.otf", "NotoSansHans-Bold.otf"]) {
        this.emitFile({ type: "asset", fileName: `fonts/${name}`, source: readFileSync(resolve(folder, name)) });
      }
    },
  };
}

/** One bundle per entry; the pages find them by name in the manifest (vouchsafe/common/client.py). */
export default defineConfig({
  base: "/static/client/",
  plugins: [viewerPacks(), posterFonts()],
  build: {
    outDir: resolve(import.meta.dirname, "../vouchsafe/client"),
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    target: "es2023",
    chunkSizeWarningLimit: 1800, // the word lists that a passphrase of one's own is weighed with, loaded by who wants one
    rolldownOptions: {
      // One file, whoever else shares parts of it: many small ones pack worse, and over Tor the form waits for each.
      output: {
        codeSplitting: {
          groups: [
            {
              debugName: "sealing",
              includeDependenciesRecursively: false,
              name: (id, bundle) => {
                sealed ??= sealing((module) => bundle.getModuleInfo(module)?.importedIds ?? []);
                return sealed.has(id) ? "sealing" : null;
              },
            },
            // What every page says its texts with: apart, each would cost the form's page a line with a hash.
            {
              debugName: "common",
              includeDependenciesRecursively: false,
              name: "common",
              test: /src\/common\/(i18n|definition|answered|words|perLanguage)\.ts$|vite\/preload-helper/,
            },
          ],
        },
      },
      input: {
        leave: resolve(import.meta.dirname, "src/intake/leave.ts"),
        report: resolve(import.meta.dirname, "src/intake/report.ts"),
        mailbox: resolve(import.meta.dirname, "src/intake/mailbox.ts"),
        desk: resolve(import.meta.dirname, "src/cases/desk.ts"),
        account: resolve(import.meta.dirname, "src/people/account.ts"),
        channels: resolve(import.meta.dirname, "src/channels/channels.ts"),
        record: resolve(import.meta.dirname, "src/oversight/record.ts"),
        worker: resolve(import.meta.dirname, "src/worker/worker.ts"),
        capture: resolve(import.meta.dirname, "src/voice/capture.ts"),
        viewer: resolve(import.meta.dirname, "src/viewer/frame.ts"),
        style: resolve(import.meta.dirname, "src/style/vouchsafe.css"),
        moreStyle: resolve(import.meta.dirname, "src/style/more.css"),
        deskStyle: resolve(import.meta.dirname, "src/style/desk.css"),
        viewerStyle: resolve(import.meta.dirname, "src/style/viewer.css"),
      },
    },
  },
  // Tests from outside run parts of the client under Node, which finds no package beside them.
  ssr: { noExternal: true },
  // Tests assert no times; a loaded machine may take long over the largest vectors.
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 300_000, hookTimeout: 300_000 },
});
