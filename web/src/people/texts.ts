/** Words for roles, states of keys, and days. */
import { t } from "../common/i18n";
import type { Holding } from "./directoryKeeper";
import type { Me } from "./stage";

/** The directory's id for every channel (protocol §2); written here so that a page need not load the vault. */
const ALL_CHANNELS = "00000000-0000-0000-0000-000000000000";

export function roleName(role: string): string {
  const names: Readonly<Record<string, string>> = {
    handler: t("handler"),
    coordinator: t("coordinator"),
    administrator: t("administrator"),
    overseer: t("overseer"),
    independent: t("independent handler"),
  };
  return names[role] ?? role;
}

/** A role by its number in the directory (protocol §2). */
export function listedRoleName(role: number): string {
  const names: Readonly<Record<number, string>> = {
    1: t("handler"),
    2: t("coordinator"),
    3: t("overseer"),
    4: t("custodian"),
    5: t("recovery sheet"),
    6: t("independent handler"),
  };
  return names[role] ?? String(role);
}

/** A channel's name, or "all channels" for null and for the directory's id of all. */
export function channelName(me: Me, channel: string | null): string {
  if (channel === null || channel === ALL_CHANNELS) return t("all channels");
  return me.channels.find((one) => one.id === channel)?.name ?? t("a channel that is gone");
}

/** "handler, all channels"; roles that stand for no channel are named alone. */
export function holdingText(me: Me, { role, channel }: Holding): string {
  const isOfChannels = role === "handler" || role === "coordinator" || role === "independent";
  return isOfChannels ? `${roleName(role)}, ${channelName(me, channel)}` : roleName(role);
}

export { dayText } from "../common/words";
