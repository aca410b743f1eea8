// A box about the origin: six facets of four corners.
cube([1, 2, 3], center = true);
