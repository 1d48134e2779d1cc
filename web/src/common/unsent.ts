/** Sealed, but the server's answer did not arrive: the same bytes go again, so that nothing is stored twice. */
import { type Api, ApiError } from "./api";

export class Unsent {
  private kept: { said: string; body: object } | null = null;

  /**
   * POSTs what `seal` gives. Where the same is said again after an answer was lost, nothing is sealed anew; what the
   * server refused is. @throws ApiError, and as `seal`.
   */
  async post(api: Api, path: string, said: unknown, seal: () => Promise<object>): Promise<void> {
    const key = JSON.stringify(said);
    if (this.kept?.said !== key) this.kept = { said: key, body: await seal() };
    try {
      await api.send("POST", path, this.kept.body);
    } catch (error) {
      if (error instanceof ApiError && !error.passing) this.kept = null;
      throw error;
    }
    this.kept = null;
  }
}
