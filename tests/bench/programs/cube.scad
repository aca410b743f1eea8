// The smallest model: what a start costs.
cube(10);
