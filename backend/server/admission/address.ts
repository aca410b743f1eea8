// Client addresses as bits, so that no notation of an address counts as another client: IPv4 in any of its IPv6 clothes
// is IPv4, and IPv6 clients are grouped by network.
import { isIP } from "node:net";

/** 16 bytes; an IPv4 address is ::ffff:a.b.c.d. */
type Address = Uint8Array;

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
/** 64:ff9b::/96, the addresses of IPv4 hosts seen through a translator. */
const translatedPrefix = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

/** The bits of an address in any notation, without a zone; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.replace(/%.*$/, "").replace(/^\[|\]$/g, "");
  const kind = isIP(bare);
  if (kind === 4) return Uint8Array.from([...mappedPrefix, ...bare.split(".").map(Number)]);
  if (kind !== 6) return undefined;
  const bytes = bytesOfIpv6(bare);
  if (startsWith(bytes, translatedPrefix)) bytes.set(mappedPrefix);
  return bytes;
}

/** `isIP` has accepted the text. */
function bytesOfIpv6(text: string): Address {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const plain = dotted
    ? `${dotted[1]}${group(dotted[2] as string, dotted[3] as string)}:${group(dotted[4] as string, dotted[5] as string)}`
    : text;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...left, ...new Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return Uint8Array.from(groups.map((part) => Number.parseInt(part, 16)).flatMap((value) => [value >> 8, value & 255]));
}

function group(high: string, low: string): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}

function startsWith(bytes: Address, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

/** What requests of one client are counted under: the IPv4 address, or the network of an IPv6 address. */
export function clientKey(address: Address, ipv6Prefix: number): string {
  if (startsWith(address, mappedPrefix)) return address.slice(12).join(".");
  const masked = address.map((byte, i) => byte & maskByte(i, ipv6Prefix));
  return `${Buffer.from(masked).toString("hex")}/${ipv6Prefix}`;
}

function maskByte(index: number, prefix: number): number {
  const bits = Math.min(8, Math.max(0, prefix - 8 * index));
  return (0xff00 >> bits) & 0xff;
}

/** A range such as 10.0.0.0/8 or fd00::/8; a single address is a range of one. */
export interface AddressRange {
  readonly base: Address;
  /** In bits of the 16 bytes. */
  readonly prefix: number;
}

export function parseRange(text: string): AddressRange | undefined {
  const [address = "", length] = text.split("/");
  const base = parseAddress(address);
  if (base === undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const isIpv4 = isIP(address) === 4;
  const prefix = length === undefined ? 128 : Number(length) + (isIpv4 ? 96 : 0);
  return prefix <= 128 ? { base, prefix } : undefined;
}

function contains({ base, prefix }: AddressRange, address: Address): boolean {
  return base.every((byte, i) => ((byte ^ (address[i] as number)) & maskByte(i, prefix)) === 0);
}

/**
 * The address of the client behind the given proxies: a number of them, or their ranges. Only proxies that are trusted
 * may name the one before them, so the list is read from the right.
 */
export function clientAddress(
  socketAddress: string,
  forwardedFor: string | null,
  proxies: readonly string[],
): Address | undefined {
  const direct = parseAddress(socketAddress);
  if (direct === undefined || proxies.length === 0) return direct;
  const hops = forwardedFor === null ? [] : forwardedFor.split(",").map((hop) => hop.trim());
  const chain: Address[] = [direct];
  for (const hop of hops.reverse()) {
    const address = parseAddress(hop.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1").replace(/^\[([^\]]+)\]:\d+$/, "$1"));
    if (address === undefined) break;
    chain.push(address);
  }
  const [first = ""] = proxies;
  if (proxies.length === 1 && /^\d+$/.test(first)) return chain[Math.min(Number(first), chain.length - 1)];
  const ranges = proxies.map(parseRange).filter((range) => range !== undefined);
  return chain.find((address) => !ranges.some((range) => contains(range, address))) ?? chain.at(-1);
}
