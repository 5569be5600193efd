/** The services that Maelstrom's network has beside the nodes (doc/services.md). */

/** Three key-value stores and a timestamp oracle. */
export const SERVICE_NAMES = ["seq-kv", "lin-kv", "lww-kv", "lin-tso"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export function isService(name: string): boolean {
  return SERVICE_NAMES.some((service) => service === name);
}
