/**
 * The sandboxed frame: it shows one file that somebody sent, and nothing else runs there. Its origin is opaque and its
 * policy lets it load scripts of this release only (cases/views/viewer.py): it reaches no cookie, no storage, no
 * network, and nothing of the page around it but this port.
 */
import { HEAD, type Kind, kindOf } from "./kinds";
import { openPicture } from "./pictures";
import { openSound } from "./sounds";
import { openText } from "./texts";
import { type Opener, Unreadable, type View } from "./view";
import { type Asked, KEYS, type Sort, type Told, type Words } from "./viewerWire";

const OPENERS: Readonly<Record<Sort, () => Opener | Promise<Opener>>> = {
  picture: () => openPicture,
  pages: async () => (await import("./viewerPages")).openPages,
  text: () => openText,
  audio: () => openSound,
  video: () => openSound,
};
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "wheel", "touchstart"] as const;
const LIFE_EVERY = 10_000;

let view: View | null = null;

/** The first message of the page around, and no other, brings the port. */
function onHello(event: MessageEvent): void {
  const [port] = event.ports;
  if (event.source !== parent || port === undefined) return;
  removeEventListener("message", onHello);
  const tell = (told: Told, transfer: Transferable[] = []) => port.postMessage(told, transfer);
  port.onmessage = ({ data }: MessageEvent<Asked>) => void answer(data, tell);
  listen(tell);
}

async function answer(asked: Asked, tell: (told: Told, transfer?: Transferable[]) => void): Promise<void> {
  switch (asked.kind) {
    case "show":
      return tell(await show(asked.file, asked.words));
    case "zoom":
      return view?.zoom(asked.step);
    case "turn":
      return view?.turn();
    case "size":
    case "pixels": {
      const { page } = asked;
      try {
        if (view === null) throw new Unreadable("broken");
        if (asked.kind === "size") return tell({ kind: "size", page, ...(await view.size(page)) });
        const bitmap = await view.pixels(page, { width: asked.width, height: asked.height });
        return tell({ kind: "pixels", page, bitmap }, [bitmap]);
      } catch {
        return tell({ kind: "failed", page });
      }
    }
  }
}

async function show(file: Blob, words: Words): Promise<Told> {
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.direction;
  try {
    if (file.size === 0) throw new Unreadable("empty");
    const kind: Kind | null = kindOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
    if (kind === null) throw new Unreadable("unknown-type");
    const open = await OPENERS[kind.sort]();
    view = await open(file, kind, document.querySelector("main") as HTMLElement, words);
    return { kind: "shown", sort: kind.sort, pages: view.pages, cut: view.cut };
  } catch (error) {
    return { kind: "unreadable", reason: error instanceof Unreadable ? error.reason : "broken" };
  }
}

/** Keys that mean something outside, and that somebody is there: else the desk would lock behind a long document. */
function listen(tell: (told: Told) => void): void {
  let last = 0;
  for (const sign of SIGNS_OF_LIFE) {
    addEventListener(
      sign,
      () => {
        if (Date.now() - last < LIFE_EVERY) return;
        last = Date.now();
        tell({ kind: "alive" });
      },
      { passive: true },
    );
  }
  addEventListener("keydown", (event) => {
    const key = KEYS.find((one) => one === event.key);
    if (key === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    tell({ kind: "key", key });
  });
}

addEventListener("message", onHello);
