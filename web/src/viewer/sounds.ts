/** Sounds and films, in the browser's own player. */
import { type Opener, Unreadable, type View } from "./view";

export const openSound: Opener = async (file, { sort, type }, root, { name }) => {
  const player = document.createElement(sort === "audio" ? "audio" : "video");
  player.controls = true;
  player.preload = "metadata";
  player.setAttribute("aria-label", name);
  const ready = new Promise((resolve, reject) => {
    player.onloadedmetadata = resolve;
    player.onerror = () => reject(new Unreadable("not-played"));
  });
  player.src = URL.createObjectURL(new Blob([file], { type }));
  await ready;
  root.className = "sound";
  root.replaceChildren(player);
  return new Sound();
};

class Sound implements View {
  readonly pages = 0;
  readonly cut = false;

  zoom(): void {
    // The player fills the frame.
  }

  turn(): void {
    // The player stands upright.
  }

  size(): Promise<never> {
    return Promise.reject(new Unreadable("unknown-type"));
  }

  pixels(): Promise<never> {
    return Promise.reject(new Unreadable("unknown-type"));
  }
}
