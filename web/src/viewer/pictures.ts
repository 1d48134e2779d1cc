/** Pictures, in an <img>: there an SVG runs no script and loads nothing. */
import { HEAD, type Kind, pixelsSaid } from "./kinds";
import { MOST_PIXELS, type Opener, paper, Unreadable, type View, Zoom } from "./view";
import type { Size, Words } from "./viewerWire";

export const openPicture: Opener = async (file, kind, root, words) => {
  const image = await loaded(file, kind, words);
  root.className = "picture";
  root.replaceChildren(image);
  return new Picture(image, root);
};

/** Its header is read before anything is decoded, so that a bomb is refused by its size. */
async function loaded(file: Blob, kind: Kind, { name }: Words): Promise<HTMLImageElement> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  if (pixelsSaid(head, kind) > MOST_PIXELS) throw new Unreadable("too-large");
  const image = new Image();
  image.alt = name;
  const came = new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Unreadable("broken"));
  });
  image.src = URL.createObjectURL(new Blob([file], { type: kind.type }));
  await came;
  if (image.naturalWidth * image.naturalHeight > MOST_PIXELS) throw new Unreadable("too-large");
  await image.decode().catch(() => {
    throw new Unreadable("broken");
  });
  if (image.naturalWidth === 0) throw new Unreadable("broken");
  return image;
}

class Picture implements View {
  readonly pages = 1;
  readonly cut = false;
  private readonly scale = new Zoom();
  private turns = 0;

  constructor(
    private readonly image: HTMLImageElement,
    private readonly root: HTMLElement,
  ) {
    addEventListener("resize", () => this.lay());
    this.lay();
  }

  zoom(step: -1 | 0 | 1): void {
    this.scale.go(step);
    this.lay();
  }

  turn(): void {
    this.turns = (this.turns + 1) % 4;
    this.lay();
  }

  async size(): Promise<Size> {
    return { width: this.image.naturalWidth, height: this.image.naturalHeight };
  }

  async pixels(_page: number, size: Size): Promise<ImageBitmap> {
    const { canvas, context } = paper(size);
    context.drawImage(this.image, 0, 0, size.width, size.height);
    return createImageBitmap(canvas);
  }

  /** The picture turns about its middle, in a box as large as it then is. */
  private lay(): void {
    const { naturalWidth, naturalHeight } = this.image;
    const lies = this.turns % 2 === 1;
    const [across, down] = lies ? [naturalHeight, naturalWidth] : [naturalWidth, naturalHeight];
    const { clientWidth, clientHeight } = document.documentElement;
    const fits = Math.min(1, clientWidth / across, clientHeight / down);
    const factor = fits * this.scale.factor;
    this.root.style.width = `${Math.floor(across * factor)}px`;
    this.root.style.height = `${Math.floor(down * factor)}px`;
    this.image.style.width = `${Math.floor(naturalWidth * factor)}px`;
    this.image.style.height = `${Math.floor(naturalHeight * factor)}px`;
    this.image.style.transform = `translate(-50%, -50%) rotate(${this.turns * 90}deg)`;
  }
}
