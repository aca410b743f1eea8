/** Why a file of exact solids cannot be read, in words for its user. */
export class SolidFileError extends Error {
  override readonly name = "SolidFileError";
}
