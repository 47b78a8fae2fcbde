// Writes the licences of what is in the editor's bundle; run by `make editor`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const bundled = JSON.parse(readFileSync(process.argv[2]));
const packages = new Set(
  Object.keys(bundled.inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean),
);
const parts = [...packages].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
});
writeFileSync(process.argv[3], `editor.js holds these packages.\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`);
