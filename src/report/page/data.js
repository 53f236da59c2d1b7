// The data of the page: a description, an index of all mentions, and pieces of
// documents that are unpacked when they are needed.

const meta = JSON.parse(document.getElementById("meta").textContent);
const chunkElements = document.getElementsByClassName("chunk");
const chunkCache = new Map();
const CHUNKS_KEPT = 12;

async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.trim()), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

async function chunk(number) {
  let documents = chunkCache.get(number);
  if (documents) {
    chunkCache.delete(number);
  } else {
    documents = await unpack(chunkElements[number].textContent);
  }
  chunkCache.set(number, documents);
  if (chunkCache.size > CHUNKS_KEPT) chunkCache.delete(chunkCache.keys().next().value);
  return documents;
}

// A document that the page shows, by its number.
async function documentAt(number) {
  const documents = await chunk(Math.floor(number / meta.chunk));
  return documents[number % meta.chunk];
}

// The fields of a mention as a piece gives them.
const MENTION = ["type", "id", "start", "end", "from", "to", "sentence", "kind", "rule", "keys", "value", "earliest", "latest", "calendar", "certainty", "basis", "within"];

function mentionOf(row) {
  return Object.fromEntries(MENTION.map((name, at) => [name, row[at]]));
}
