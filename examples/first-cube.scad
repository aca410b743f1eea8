// A first cube: 20 mm wide, 30 mm deep, 10 mm high, standing on the plate.
cube([20, 30, 10]);
