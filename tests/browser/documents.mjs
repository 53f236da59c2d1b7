// Documents for the pages: some that try to be more than text, and ten thousand
// that are made of the sample texts with other years and other order.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [, , input, work] = process.argv;
const lines = (rows) => rows.map((row) => JSON.stringify(row) + "\n").join("");

export const ATTACKS = [
  "</script><script>window.pwned = 1; alert(1)</script>", "<img src=x onerror=\"window.pwned=1;alert(1)\">", "<svg onload=alert(1)><a href=\"javascript:alert(1)\">x</a>",
  "<iframe src=\"http://example.invalid/\"></iframe><link rel=stylesheet href=//example.invalid/a.css>", "<!-- <script> --> ]]> {{ 7*7 }} {% raw %} ${alert(1)} `", "\u202eمقلوب\u202c \u2066\u2067\u2068 \u200f\u200e",
  "سطر\u2028آخر\u2029وآخر", "𐤀𐤁 👩‍👩‍👧 𝟙𝟡", "قبل\u0000بعد", "&lt;b&gt; &amp; &#x3c;script&#x3e;", "' onmouseover='alert(1)' \" onfocus=\"alert(1)\" autofocus",
];
const IDS = ["constructor", "__proto__", "hasOwnProperty", "<img src=x onerror=alert(1)>", "</script>", "toString", "\u202egnp.exe", "a\"b'c", "valueOf", "0", "prototype"];

writeFileSync(join(work, "hostile.jsonl"), lines(ATTACKS.map((attack, at) => ({
  id: IDS[at], text: `${attack} زار وفد من تونس ${attack} جامعة الدول العربية في 4 مارس 1947 ${attack}. وعاد عام 1950 إلى فرنسا.`,
}))));

// The same numbers every time.
let seed = 20100520;
const random = (below) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * below); };
const sentences = readdirSync(input).filter((name) => name.endsWith(".txt")).sort()
  .flatMap((name) => readFileSync(join(input, name), "utf8").split(/(?<=[.؟!])\s+/)).filter((one) => one.length > 30);
writeFileSync(join(work, "many.jsonl"), lines(Array.from({ length: 10000 }, (_, at) => ({
  id: `وثيقة-${at}`,
  text: Array.from({ length: 4 + random(8) }, () => sentences[random(sentences.length)].replace(/\b(1[89]|20)\d\d\b/g, () => String(1850 + random(170)))).join(" "),
}))));
