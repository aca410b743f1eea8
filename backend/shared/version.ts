// The two versions that are shown: ours, and the OpenSCAD development version whose behavior we reproduce.

export const moicadVersion = "0.1.0";
export const openscadVersion = "2026.07.20";
