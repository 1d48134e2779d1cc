import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** One bundle per entry; the pages find them by name in the manifest (vouchsafe/common/client.py). */
export default defineConfig({
  base: "/static/client/",
  build: {
    outDir: resolve(import.meta.dirname, "../vouchsafe/client"),
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: false,
    target: "es2023",
    rollupOptions: {
      input: {
        report: resolve(import.meta.dirname, "src/intake/report.ts"),
        mailbox: resolve(import.meta.dirname, "src/intake/mailbox.ts"),
        desk: resolve(import.meta.dirname, "src/cases/desk.ts"),
        channels: resolve(import.meta.dirname, "src/channels/channels.ts"),
        worker: resolve(import.meta.dirname, "src/worker/worker.ts"),
        style: resolve(import.meta.dirname, "src/style/vouchsafe.css"),
      },
    },
  },
  // Tests assert no times; a loaded machine may take long over the largest vectors.
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
});
