// Bundles and minifies the pages' styles and scripts, assets/, into
// docs/assets/. What is as it was isn't written: `make serve` would build again.
import fs from "node:fs";
import { build } from "esbuild";

const { outputFiles } = await build({
  entryPoints: ["site.css", "home.css", "choices.js", "material.js", "run.js"],
  absWorkingDir: `${import.meta.dirname}/../assets`,
  outdir: "../docs/assets",
  bundle: true,
  minify: true,
  format: "esm",
  write: false,
});
for (const { path, contents } of outputFiles)
  if (!fs.existsSync(path) || !fs.readFileSync(path).equals(contents))
    fs.writeFileSync(path, contents);
