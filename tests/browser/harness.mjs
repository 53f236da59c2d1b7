// A browser, pages in it that may ask nobody for anything, and checks by name.
import { chromium } from "playwright-core";

// All that a machine without a screen needs, and nothing that calls home.
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const SLOW = 10_000;

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });

let failures = 0;
let checks = 0;

export function ok(condition, words) {
  if (!condition) throw new Error(words);
}

export function same(found, wanted, words = "") {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${words}: found ${one}, wanted ${other}`);
}

export async function check(name, act) {
  checks++;
  try {
    await act();
    console.log(`ok   ${name}`);
  } catch (error) {
    failures++;
    console.log(`FAIL ${name}\n     ${String(error.message).split("\n").slice(0, 6).join("\n     ")}\n     ${(error.stack || "").split("\n").find((line) => line.includes("report.mjs")) || ""}`);
  }
}

export function finish() {
  console.log(`${checks - failures} of ${checks} checks hold`);
  return failures === 0 ? 0 : 1;
}

// Opens a page; `act` gets it with what it said and asked for.
export async function visit(browser, file, options, act) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW);
  const noise = [];
  page.on("console", (message) => noise.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error}`));
  page.on("dialog", (dialog) => { if (dialog.type() !== "beforeunload") noise.push(`dialog: ${dialog.message()}`); dialog.accept(); });
  page.on("request", (request) => { if (request.url() !== `file://${file}` && !request.url().startsWith("blob:")) noise.push(`request: ${request.url()}`); });
  const began = Date.now();
  await page.goto(`file://${file}`);
  await page.waitForSelector("html[data-ready]", { timeout: 30_000 });
  await act(page, { noise, opening: Date.now() - began });
  await context.close();
}

// The filters act a moment after they are touched.
export async function settled(page) {
  await page.waitForTimeout(120);
  await page.waitForFunction(() => !/…/.test(document.getElementById("matched").textContent));
  await page.waitForTimeout(60);
}

// A number in a text of either language.
export const numberIn = (text) => Number((text.match(/[\d,]+/) || ["-1"])[0].replaceAll(",", ""));
export const matched = async (page) => { await settled(page); return numberIn(await page.textContent("#matched")); };
