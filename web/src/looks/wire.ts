/** What the desk's API says of looks (vouchsafe/looks/views/desk.py). */
import type { Language } from "../people/stage";

/** GET /api/v1/look. */
export interface LookAnswer {
  /** "#rrggbb", or "" for the house's own. */
  readonly accent: string;
  /** The address of the logo. */
  readonly logo: string | null;
  readonly languages: readonly string[];
  readonly default_language: string;
  /** What the server speaks. */
  readonly spoken: readonly Language[];
  readonly addresses: { readonly report: string; readonly public: string };
}

export interface Shades {
  readonly accent: string;
  readonly deep: string;
  readonly wash: string;
  readonly text: string;
}

/** GET /api/v1/look/colours?accent=… */
export interface ColoursAnswer {
  readonly light: Shades;
  readonly dark: Shades;
  readonly ratio: number;
  readonly readable: boolean;
  readonly nearest: string;
}
