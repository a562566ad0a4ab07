// Copies the libraries of package-lock.json to where the package and its tests keep them:
//   node build.mjs [CHECKOUT]     writes kg/serve/static/vendor and tests/vendor of that checkout (default: this one)
// The same lock file gives the same bytes.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const checkout = resolve(process.argv[2] || join(here, ".."));
const modules = join(here, "node_modules");
const vendor = join(checkout, "kg", "serve", "static", "vendor");

// what a page uses: [package, file, name in vendor/]
const FILES = [
  ["@zazuko/yasgui", "build/yasgui.min.js", "yasgui.min.js"],
  ["@zazuko/yasgui", "build/yasgui.min.css", "yasgui.min.css"],
  ["echarts", "dist/echarts.common.min.js", "echarts.min.js"],
];

// Yasgui offers public endpoints by default; these pages ask no host but their own
const OVERRIDES = {
  "yasgui.min.js": [
    [/\[\{endpoint:[`"']https:\/\/dbpedia\.org\/sparql[`"']\},\{endpoint:[`"']https:\/\/query\.wikidata\.org\/[^`"']*[`"']\}\]/g, "[]", 1],
    [/https:\/\/dbpedia\.org\/sparql/g, "/sparql", 1],
    [/\/\/lov\.linkeddata\.es\/dataset\/lov\/api\/v2\/autocomplete\/terms/g, "//localhost/none", 0],
  ],
};

function text(file) {
  const lines = readFileSync(file, "utf8").replace(/\r\n/g, "\n").split("\n");
  return lines.filter((line) => !/^(\/\/# |\/\*# )sourceMappingURL=/.test(line)).join("\n");
}

function overridden(name, source) {
  let made = source;
  for (const [pattern, replacement, expected] of OVERRIDES[name] || []) {
    const count = (made.match(pattern) || []).length;
    if (expected && count !== expected) throw new Error(`${name}: ${pattern} occurs ${count} times, not ${expected}. Look at the new version.`);
    made = made.replace(pattern, replacement);
  }
  return made;
}

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

// every package that comes with the libraries, from the lock file: name, version, licence and its text
function licences() {
  const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
  const found = Object.entries(lock.packages).filter(([path, about]) => path && !about.dev && !about.optional);
  return found.map(([path, about]) => {
    const folder = join(here, path);
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && !one.parentPath.slice(folder.length).includes("node_modules"))
      .filter((one) => /^(licen[cs]e|notice|copying)/i.test(one.name) && !/\.(m?js|ts)$/.test(one.name))
      .map((one) => join(one.parentPath, one.name).slice(folder.length + 1)).sort();
    const declared = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const licence = typeof declared.license === "string" ? declared.license : "see below";
    const author = declared.author && (declared.author.name || declared.author);
    const words = files.length ? files.map((file) => text(join(folder, file)).trim()).join("\n\n")
      : `The package holds no licence file; its package.json declares ${licence}${author ? `, by ${author}` : ""}.`;
    return { title: `${name} ${about.version} (${licence})`, words };
  }).sort((a, b) => (a.title < b.title ? -1 : 1));
}

function build() {
  fresh(vendor);
  const sums = [];
  for (const [module, file, name] of FILES) {
    const made = overridden(name, text(join(modules, module, file)));
    writeFileSync(join(vendor, name), made);
    sums.push(`${createHash("sha256").update(made).digest("hex")}  ${name}`);
  }
  writeFileSync(join(vendor, "SHA256SUMS"), `${sums.join("\n")}\n`);
  const all = licences();
  const list = all.map(({ title }) => `- ${title}`).join("\n");
  const texts = all.map(({ title, words }) => `${"=".repeat(78)}\n${title}\n\n${words}\n`).join("\n");
  writeFileSync(join(vendor, "LICENSES.txt"), `The files of this folder are made of these packages by frontend/build.mjs:\n\n${list}\n\n${texts}`);
  const axe = join(checkout, "tests", "vendor");
  fresh(axe);
  writeFileSync(join(axe, "axe.min.js"), text(join(modules, "axe-core", "axe.min.js")));
  for (const name of ["LICENSE", "LICENSE-3RD-PARTY.txt"]) cpSync(join(modules, "axe-core", name), join(axe, `axe-core.${name}`));
}

if (!existsSync(modules)) throw new Error("There is no node_modules here: run npm ci first.");
build();
