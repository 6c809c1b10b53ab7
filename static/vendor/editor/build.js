// Writes editor.js and LICENCES.txt from the packages that package-lock.json pins: npm ci && npm run build.
import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

const { metafile } = await build({
    entryPoints: ["entry.js"],
    outfile: "editor.js",
    bundle: true,
    format: "esm",
    // The oldest browsers of county offices, as static/css/base.css says.
    target: "chrome86",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    banner: { js: "/* ProseMirror: see LICENCES.txt */" },
});

const folders = Object.keys(metafile.inputs).filter((file) => file.startsWith("node_modules/"));
const names = [...new Set(folders.map((file) => file.split("/")[1]))].sort();
const parts = [];
for (const name of names) {
    const folder = path.join("node_modules", name);
    const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
    parts.push(`${name} ${version}\n\n${(await readFile(path.join(folder, licence), "utf8")).trim()}\n`);
}
await writeFile("LICENCES.txt", parts.join(`\n${"-".repeat(72)}\n\n`));
