// How the page is built. Twice: as files for the server, large parts of their own that are loaded when they are needed;
// and (mode "standalone") as one file that carries script, style, worker and land, for export without a server.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const OUT = "../src/pavise/app/static";

export default defineConfig(({ mode }) => {
  const alone = mode === "standalone";
  return {
    base: "./",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    build: {
      outDir: alone ? "build/standalone" : OUT,
      emptyOutDir: true,
      target: "es2022",
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4000,
      assetsInlineLimit: alone ? 100_000_000 : 0,
      cssCodeSplit: !alone,
      rolldownOptions: alone ? { output: { codeSplitting: false } } : {},
    },
    plugins: alone ? [oneFile()] : [],
  };
});

/** Puts script and style into the page, and a tag for the documents that an export will carry. */
function oneFile(): Plugin {
  return {
    name: "one-file",
    closeBundle() {
      const folder = "build/standalone";
      let page = readFileSync(join(folder, "index.html"), "utf8");
      // A function as replacement: in a text, "$&" and the like have a meaning, and scripts are full of them.
      page = page.replace(/<link rel="stylesheet"[^>]*href="\.\/([^"]+)"[^>]*>/g, (_, name: string) => {
        return `<style>${readFileSync(join(folder, name), "utf8")}</style>`;
      });
      const scripts: string[] = [];
      page = page.replace(/<script type="module"[^>]*src="\.\/([^"]+)"[^>]*><\/script>/g, (_, name: string) => {
        scripts.push(readFileSync(join(folder, name), "utf8").replaceAll("</script", "<\\/script"));
        return "";
      });
      const documents = '<script id="pavise-documents" type="application/json">{}</script>';
      page = page.replace("</body>", () => `${documents}<script type="module">${scripts.join("\n")}</script></body>`);
      writeFileSync(join(OUT, "standalone.html"), page);
      rmSync(folder, { recursive: true });
    },
  };
}
