/** Text, whatever it says of itself: markup is shown as it is written. */
import { encodingOf, HEAD } from "./kinds";
import { type Opener, Unreadable, type View, Zoom } from "./view";

/** So many characters are shown; what follows is left out, and the page says so. */
const MOST = 2_000_000;

export const openText: Opener = async (file, _kind, root) => {
  const label = encodingOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  if (label === null) throw new Unreadable("unknown-type");
  // Four bytes hold any character of any encoding that is read here.
  const text = new TextDecoder(label).decode(await file.slice(0, 4 * MOST).arrayBuffer());
  const shown = document.createElement("pre");
  shown.tabIndex = 0;
  shown.dir = "auto";
  shown.textContent = text.slice(0, MOST);
  root.className = "text";
  root.replaceChildren(shown);
  return new Text(shown, text.length > MOST || file.size > 4 * MOST);
};

class Text implements View {
  readonly pages = 0;
  private readonly scale = new Zoom();

  constructor(
    private readonly shown: HTMLElement,
    readonly cut: boolean,
  ) {}

  zoom(step: -1 | 0 | 1): void {
    this.scale.go(step);
    this.shown.style.fontSize = `${this.scale.factor}rem`;
  }

  turn(): void {
    // Text stands upright.
  }

  size(): Promise<never> {
    return Promise.reject(new Unreadable("unknown-type"));
  }

  pixels(): Promise<never> {
    return Promise.reject(new Unreadable("unknown-type"));
  }
}
